// The moves so far, and which position is looked at: the latest, or an earlier one.

import { make, part } from './dom.js';

export class MoveList {
  #list = part('moves');
  #buttons = []; // one a move
  #moves = 0;
  #shown = 0; // how many moves have been made in the position that is shown
  #onshow;

  /** `onshow(ply)` is called when the reader goes to another position. */
  constructor(onshow) {
    this.#onshow = onshow;
    this.#list.addEventListener('click', ({ target }) => target.dataset.ply && this.#go(Number(target.dataset.ply)));
    const ways = { first: () => 0, back: () => this.#shown - 1, next: () => this.#shown + 1, latest: () => this.#moves };
    for (const [name, ply] of Object.entries(ways)) part(name).addEventListener('click', () => this.#go(ply()));
  }

  clear() {
    this.#list.replaceChildren();
    this.#buttons = [];
    this.#moves = this.#shown = 0;
  }

  /** The position to show. Whoever looks at the latest stays with the latest. */
  update(moves) {
    const followed = this.#shown === this.#moves;
    if (moves.length < this.#moves) this.clear();
    for (let ply = this.#moves + 1; ply <= moves.length; ++ply) this.#add(ply, moves[ply - 1].san);
    this.#moves = moves.length;
    if (followed || this.#shown > this.#moves) this.#shown = this.#moves;
    this.#mark();
    return this.#shown;
  }

  #add(ply, san) {
    const button = make('button', { type: 'button', 'data-ply': ply, 'data-testid': 'move' }, san);
    if (ply % 2 === 1) this.#list.append(make('li', {}, button));
    else this.#list.lastElementChild.append(button);
    this.#buttons.push(button);
  }

  #go(ply) {
    this.#shown = Math.min(this.#moves, Math.max(0, ply));
    this.#mark();
    this.#onshow(this.#shown);
  }

  #mark() {
    for (const button of this.#list.querySelectorAll('[aria-current]')) button.removeAttribute('aria-current');
    const current = this.#buttons[this.#shown - 1];
    current?.setAttribute('aria-current', 'true');
    this.#reveal(current);
    part('first').disabled = part('back').disabled = this.#shown === 0;
    part('latest').disabled = part('next').disabled = this.#shown === this.#moves;
  }

  /** Scrolls the list alone, never the page. */
  #reveal(button) {
    const top = button ? button.offsetTop - this.#list.offsetTop : 0;
    this.#list.scrollTop = top - this.#list.clientHeight / 2;
  }
}
