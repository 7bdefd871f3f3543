// The landing view: all games of the server, and a form for a new one.

import { createGame, listGames } from './api.js';
import { make, part } from './dom.js';
import { recallName, rememberName } from './seats.js';
import { warn } from './toast.js';
import { outcomeText, paceText } from './words.js';

const refreshEvery = 3_000; // milliseconds, while somebody looks

export class Lobby {
  #form = part('new-game');
  #timer = null;
  #isOpen = false;
  #shown = ''; // what the lists were drawn from
  #oncreated;

  /** `oncreated(id, wish)` is called with the new game; `wish` has name, color, and level of the engine or null. */
  constructor(oncreated) {
    this.#oncreated = oncreated;
    this.#form.addEventListener('submit', (event) => this.#create(event));
    this.#form.addEventListener('input', () => this.#adapt());
    document.addEventListener('visibilitychange', () => this.#isOpen && !document.hidden && this.#refresh());
    this.#adapt();
  }

  open() {
    this.#isOpen = true;
    this.#form.elements.name.value ||= recallName();
    this.#refresh();
  }

  close() {
    this.#isOpen = false;
    clearTimeout(this.#timer);
  }

  async #refresh() {
    clearTimeout(this.#timer);
    try {
      this.#show(await listGames());
      part('list-problem').textContent = '';
    } catch (error) {
      part('list-problem').textContent = `${error.message} Trying again…`;
    }
    clearTimeout(this.#timer);
    if (this.#isOpen && !document.hidden) this.#timer = setTimeout(() => this.#refresh(), refreshEvery);
  }

  async #create(event) {
    event.preventDefault();
    const { name, minutes, increment, color, opponent, level } = this.#form.elements;
    const button = this.#form.querySelector('.primary');
    rememberName(name.value.trim());
    button.disabled = true;
    try {
      const id = await createGame(Number(minutes.value), minutes.value === '0' ? 0 : Number(increment.value));
      const engine = opponent.value === 'engine' ? Number(level.value) : null;
      this.#oncreated(id, { name: name.value.trim(), color: color.value, level: engine });
    } catch (error) {
      warn(error.message);
    } finally {
      button.disabled = false;
    }
  }

  /** Shows only what the choices so far leave to choose. */
  #adapt() {
    const { minutes, opponent, level } = this.#form.elements;
    part('increment-row').hidden = minutes.value === '0';
    part('level-row').hidden = opponent.value !== 'engine';
    part('new-level-shown').textContent = level.value;
  }

  // ---- the lists ----

  #show(games) {
    const text = JSON.stringify(games);
    if (text === this.#shown) return;
    this.#shown = text;
    const focused = document.activeElement?.getAttribute('href');
    for (const status of ['waiting', 'playing', 'finished']) this.#list(status, games);
    part('no-games').hidden = games.length > 0;
    if (focused?.startsWith('#/game/')) document.querySelector(`#lists a[href="${CSS.escape(focused)}"]`)?.focus();
  }

  #list(status, games) {
    const items = games.filter((game) => game.status === status).map(card);
    part(`list-${status}`).replaceChildren(...items);
    part(`section-${status}`).hidden = items.length === 0;
  }
}

function card(game) {
  const verb = { waiting: 'Join', playing: 'Watch', finished: 'Replay' }[game.status];
  const link = make('a', { href: `#/game/${encodeURIComponent(game.game_id)}`, class: 'game-card' });
  link.append(
    make('span', { class: 'who' }, pairing(game)),
    make('span', { class: 'facts' }, facts(game)),
    make('span', { class: 'verb', 'aria-hidden': 'true' }, verb),
  );
  return make('li', { 'data-testid': 'game', 'data-game': game.game_id }, link);
}

function pairing({ players }) {
  if (players.length === 0) return 'Both seats are free';
  const nameOf = (color) => players.find((player) => player.color === color)?.player_name ?? '?';
  return `${nameOf('white')} – ${nameOf('black')}`;
}

function facts({ minutes, increment_seconds: increment, moves, spectators, result, reason, status }) {
  const pace = paceText(minutes, increment);
  if (status === 'finished') return `${outcomeText(result, reason)} · ${count(moves, 'move')} · ${pace}`;
  return [pace, moves > 0 && count(moves, 'move'), spectators > 0 && `${spectators} watching`].filter(Boolean).join(' · ');
}

const count = (number, what) => `${number} ${what}${number === 1 ? '' : 's'}`;
