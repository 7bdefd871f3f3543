// The buttons and forms around the board, and the line that says how the game stands.

import { confirmed } from './dialogs.js';
import { part } from './dom.js';
import { opponentOf } from './position.js';
import { recallName } from './seats.js';
import { tell, warn } from './toast.js';
import { capital, outcomeText } from './words.js';

export class Controls {
  #game = null;
  #do;

  /** `actions` has request(type, fields), join(name, color), takeBack() and turn(). */
  constructor(actions) {
    this.#do = actions;
    const onclick = (id, act) => part(id).addEventListener('click', act);
    onclick('draw', () => actions.request('OFFER_DRAW'));
    onclick('accept', () => actions.request('ACCEPT_DRAW'));
    onclick('decline', () => actions.request('DECLINE_DRAW'));
    onclick('resign', () => this.#resign());
    onclick('flip', () => actions.turn());
    onclick('share', copyLink);
    onclick('invite-copy', copyLink);
    onclick('return-button', () => actions.takeBack());
    onclick('leave', (event) => this.#leave(event));
    this.#watchForms();
  }

  show(game, seats) {
    this.#game = game;
    const isWaiting = game.status === 'waiting';
    const isPlayer = game.mine !== null;
    part('outcome').textContent = standing(game);
    part('watching').textContent = game.spectators > 0 ? `${game.spectators} watching` : '';
    this.#showSeats(game, seats);
    part('invite').hidden = !(isPlayer && isWaiting);
    part('engine').hidden = !game.engineAvailable;
    part('record').hidden = game.ply === 0;
    part('draw').hidden = part('resign').hidden = !(isPlayer && game.status === 'playing');
    part('draw').disabled = game.drawOffer === game.mine;
    part('draw').textContent = game.drawOffer === game.mine && isPlayer ? 'Draw offered' : 'Offer a draw';
    this.#showOffer(game);
    document.title = `${standing(game)} · Troupe chess`;
  }

  #showSeats(game, seats) {
    const isElsewhere = seats.isHeldElsewhere(game);
    part('return').hidden = !isElsewhere;
    part('join').hidden = isElsewhere || game.id === '' || game.mine !== null || game.status !== 'waiting';
    for (const color of ['white', 'black']) {
      part('join').querySelector(`[value=${color}]`).hidden = !game.freeColors.includes(color);
    }
    part('join').elements.name.value ||= recallName();
  }

  #showOffer(game) {
    const isForMe = game.mine !== null && game.drawOffer === opponentOf(game.mine);
    part('offer').hidden = !isForMe;
    if (isForMe) part('offer').querySelector('p').textContent = `${game.players[game.drawOffer].player_name} offers a draw.`;
  }

  #watchForms() {
    const [join, engine] = [part('join'), part('engine')];
    join.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#do.join(join.elements.name.value.trim(), event.submitter?.value ?? this.#game.freeColors[0]);
    });
    const { level } = engine.elements;
    const showLevel = () => (part('level-shown').textContent = level.value);
    level.addEventListener('input', showLevel);
    showLevel();
    engine.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#do.request('ADD_ENGINE', { level: Number(level.value) });
    });
  }

  async #resign() {
    if (await confirmed(part('question'), 'Do you give this game up?', 'Resign')) this.#do.request('RESIGN');
  }

  /** Whoever walks away from a game that is on has a minute to come back. */
  async #leave(event) {
    if (this.#game.mine === null || this.#game.status !== 'playing') return;
    event.preventDefault();
    const question = 'Your game is still on. Whoever stays away for a minute loses it.';
    if (await confirmed(part('question'), question, 'Leave')) location.hash = '#/';
  }
}

function standing(game) {
  if (game.id === '') return 'Chess';
  if (game.status === 'finished') return outcomeText(game.result, game.reason);
  if (game.status === 'waiting') return game.mine ? 'Waiting for the other side' : 'Waiting for players';
  const check = game.check ? ', check' : '';
  return game.isMyTurn ? `Your move${check}` : `${capital(game.turn)} to move${check}`;
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    tell('The link to this game is copied.');
  } catch {
    warn('The browser does not allow copying. The link is the address of this page.');
  }
}
