// The board: a grid of 64 squares that can be used by mouse, finger and keyboard. It knows no rules; what may be
// moved, and where to, it is told.

import { make } from './dom.js';
import { Dragging } from './drag.js';
import { colorOf, files, kindOf, kingOf } from './position.js';
import { drawPiece } from './pieces.js';

const slide = 160; // milliseconds that a piece takes to its new square
const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const calm = matchMedia('(prefers-reduced-motion: reduce)');

export class Board {
  #grid;
  #onmove;
  #squares = new Map(); // by name
  #order = []; // names as they are seen, row by row
  #view = { position: {}, movable: null, targets: () => [], lastMove: null, check: null, flipped: null };
  #selected = null;
  #current = 'e2'; // the square that Tab leads to

  /** `onmove(from, to)` is called for each attempt, legal or not. */
  constructor(grid, onmove) {
    this.#grid = grid;
    this.#onmove = onmove;
    for (const rank of '12345678') for (const file of files) this.#squares.set(file + rank, makeSquare(file + rank));
    this.#arrange(false);
    grid.addEventListener('click', (event) => this.#clicked(event));
    grid.addEventListener('keydown', (event) => this.#pressed(event));
    grid.addEventListener('focusin', (event) => this.#focused(event.target.dataset.square));
    new Dragging(grid, {
      mayLift: (square) => this.#isMovable(square),
      lift: (square) => this.#select(square),
      drop: (from, to) => this.#dropped(from, to),
    });
  }

  /**
   * `movable` is the colour that may be moved, or null; `targets(from)` are the squares to hint at; `check` is the
   * colour in check, or null.
   */
  show(view) {
    const before = this.#view.position;
    if (view.flipped !== this.#view.flipped) this.#arrange(view.flipped);
    this.#view = view;
    if (this.#selected && !this.#isMovable(this.#selected)) this.#selected = null;
    this.#draw(before);
  }

  /** The next change comes from a dropped piece: nothing slides. */
  #dropped(from, to) {
    this.#select(null);
    if (to && to !== from) {
      this.still = true;
      this.#onmove(from, to);
      this.still = false;
    }
  }

  #arrange(flipped) {
    const ranks = flipped ? '12345678' : '87654321';
    const columns = flipped ? [...files].reverse().join('') : files;
    this.#order = [...ranks].flatMap((rank) => [...columns].map((file) => file + rank));
    const rows = [...ranks].map((rank, index) => {
      const squares = this.#order.slice(index * 8, index * 8 + 8).map((name) => this.#squares.get(name));
      return make('div', { role: 'row' }, ...squares);
    });
    this.#grid.replaceChildren(...rows);
    this.#order.forEach((name, index) => {
      const { dataset } = this.#squares.get(name);
      dataset.rank = index % 8 === 0 ? name[1] : '';
      dataset.file = index >= 56 ? name[0] : '';
    });
  }

  // ---- drawing ----

  #draw(before) {
    for (const [name, square] of this.#squares) {
      const piece = this.#view.position[name] ?? '';
      if (square.dataset.piece !== piece) {
        square.dataset.piece = piece;
        square.replaceChildren(...(piece ? [drawPiece(piece)] : []));
      }
    }
    this.#mark();
    this.#slide(before);
  }

  #mark() {
    const { position, lastMove, check } = this.#view;
    const targets = this.#selected ? this.#view.targets(this.#selected) : [];
    const inCheck = check && kingOf(position, check);
    for (const [name, square] of this.#squares) {
      const isTarget = targets.includes(name);
      square.classList.toggle('target', isTarget);
      square.classList.toggle('last', name === lastMove?.from || name === lastMove?.to);
      square.classList.toggle('check', name === inCheck);
      square.classList.toggle('movable', this.#isMovable(name));
      square.setAttribute('aria-selected', String(name === this.#selected));
      square.setAttribute('aria-label', label(name, position[name], name === inCheck, isTarget));
      square.tabIndex = name === this.#current ? 0 : -1;
    }
  }

  #slide(before) {
    const move = this.#view.lastMove;
    if (this.still || calm.matches || !move || before[move.to] === this.#view.position[move.to]) return;
    const [from, to] = [this.#squares.get(move.from), this.#squares.get(move.to)];
    const x = from.offsetLeft - to.offsetLeft;
    const y = from.offsetTop - to.offsetTop;
    to.firstChild?.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }], {
      duration: slide,
      easing: 'ease-out',
    });
  }

  // ---- choosing ----

  #isMovable(name) {
    const piece = this.#view.position[name];
    return Boolean(piece) && colorOf(piece) === this.#view.movable;
  }

  #clicked(event) {
    const name = event.target.closest('[data-square]')?.dataset.square;
    if (name) this.#choose(name);
  }

  /** Own pieces are selected, the selected one is let go, anything else is where it shall go. */
  #choose(name) {
    this.#focused(name);
    if (this.#isMovable(name)) return this.#select(name === this.#selected ? null : name);
    const from = this.#selected;
    this.#select(null);
    if (from) this.#onmove(from, name);
  }

  #select(name) {
    this.#selected = name;
    this.#mark();
  }

  #focused(name) {
    if (!name || name === this.#current) return;
    this.#squares.get(this.#current).tabIndex = -1;
    this.#current = name;
    this.#squares.get(name).tabIndex = 0;
  }

  #pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in steps) this.#walk(...steps[event.key]);
    else if (event.key === 'Enter' || event.key === ' ') this.#choose(this.#current);
    else if (event.key === 'Escape') this.#select(null);
    else return;
    event.preventDefault();
  }

  #walk(right, down) {
    const index = this.#order.indexOf(this.#current);
    const [x, y] = [(index % 8) + right, Math.floor(index / 8) + down];
    if (x < 0 || x > 7 || y < 0 || y > 7) return;
    this.#squares.get(this.#order[y * 8 + x]).focus();
  }
}

function makeSquare(name) {
  const isDark = (files.indexOf(name[0]) + Number(name[1])) % 2 === 1;
  return make('div', {
    role: 'gridcell',
    class: `square ${isDark ? 'dark' : 'light'}`,
    'data-square': name,
    'data-piece': '',
    'data-testid': name,
    tabindex: -1,
  });
}

function label(name, piece, inCheck, isTarget) {
  const parts = [name];
  if (piece) parts.push(`${colorOf(piece)} ${kindOf(piece)}`);
  if (inCheck) parts.push('in check');
  if (isTarget) parts.push('possible move');
  return parts.join(', ');
}
