// A player's plate beside the board: who it is, whether they are there, what they are ahead by, and their clock.

import { lead } from './position.js';

const hurry = 20_000; // milliseconds left that are shown in red

export class Plate {
  #element;
  #parts;

  constructor(element) {
    this.#element = element;
    const find = (name) => element.querySelector(`.${name}`);
    this.#parts = { name: find('name'), presence: find('presence'), lead: find('lead'), clock: find('clock') };
  }

  show(game, color, position) {
    const player = game.players[color];
    const { dataset } = this.#element;
    dataset.color = color;
    dataset.testid = `plate-${color}`;
    dataset.presence = player ? (player.online ? 'online' : 'offline') : 'free';
    this.#element.classList.toggle('turn', game.status === 'playing' && game.turn === color);
    this.#parts.name.textContent = player ? nameOf(player, color === game.mine) : 'Free seat';
    const ahead = lead(position, color);
    this.#parts.lead.textContent = ahead > 0 ? `+${ahead}` : '';
    this.tick(game, color);
  }

  /** What changes with time alone. */
  tick(game, color) {
    const left = game.timeLeft(color);
    const { clock, presence } = this.#parts;
    clock.hidden = left === null;
    if (left !== null) setText(clock, clockText(left));
    clock.classList.toggle('low', left !== null && left < hurry && game.status === 'playing');
    setText(presence, presenceText(game.players[color], color));
  }
}

/** Untouched text keeps the reader's selection and spares the browser work. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function nameOf({ player_name: name }, isMe) {
  return isMe ? `${name} (you)` : name;
}

function presenceText(player, color) {
  if (!player) return `${color}, nobody yet`;
  if (player.engine) return `${color}, engine`;
  if (player.online) return `${color}, online`;
  const wait = Math.ceil(((player.backUntil ?? 0) - performance.now()) / 1000);
  return wait > 0 ? `${color}, away, ${wait} s to come back` : `${color}, away`;
}

/** "4:59", below ten seconds "9.7". */
export function clockText(milliseconds) {
  if (milliseconds < 10_000) return (Math.floor(milliseconds / 100) / 10).toFixed(1);
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
