// Moving a piece with the pointer held down. A press that does not travel stays a click.

const travel = 5; // pixels

export class Dragging {
  #grid;
  #on;
  #held = null; // { from, piece, x, y, pointer, moves }

  /** `on` has mayLift(square), lift(square) and drop(from, to), where `to` is null off the board. */
  constructor(grid, on) {
    this.#grid = grid;
    this.#on = on;
    grid.addEventListener('pointerdown', (event) => this.#press(event));
    grid.addEventListener('pointermove', (event) => this.#move(event));
    grid.addEventListener('pointerup', (event) => this.#release(event));
    grid.addEventListener('pointercancel', () => this.#letGo());
    grid.addEventListener('click', (event) => this.#swallow(event), { capture: true });
  }

  #press(event) {
    this.#letGo();
    const square = event.target.closest('[data-square]');
    if (event.button !== 0 || !square || !this.#on.mayLift(square.dataset.square)) return;
    const { clientX: x, clientY: y, pointerId: pointer } = event;
    this.#held = { from: square.dataset.square, piece: square.firstChild, x, y, pointer, moves: false };
  }

  #move({ clientX, clientY, pointerId }) {
    const held = this.#held;
    if (held?.pointer !== pointerId || held.released) return;
    const [x, y] = [clientX - held.x, clientY - held.y];
    if (!held.moves && Math.hypot(x, y) < travel) return;
    if (!held.moves) this.#start(held);
    held.piece.style.transform = `translate(${x}px, ${y}px)`;
    this.#mark(squareAt(clientX, clientY));
  }

  #start(held) {
    held.moves = true;
    this.#grid.setPointerCapture(held.pointer);
    held.piece.classList.add('lifted');
    this.#on.lift(held.from);
  }

  #release({ clientX, clientY, pointerId }) {
    const held = this.#held;
    if (held?.pointer !== pointerId) return;
    if (!held.moves) return this.#letGo();
    const to = squareAt(clientX, clientY);
    this.#putDown(held);
    held.released = true; // the click that follows is no choice of a square
    this.#on.drop(held.from, to?.dataset.square ?? null);
  }

  #swallow(event) {
    if (this.#held?.released) event.stopImmediatePropagation();
    this.#held = null;
  }

  #letGo() {
    if (this.#held?.moves) this.#putDown(this.#held);
    this.#held = null;
  }

  #putDown({ piece }) {
    piece.style.transform = '';
    piece.classList.remove('lifted');
    this.#mark(null);
  }

  #mark(square) {
    this.#grid.querySelector('.under')?.classList.remove('under');
    square?.classList.add('under');
  }
}

function squareAt(x, y) {
  return document.elementFromPoint(x, y)?.closest('[data-square]') ?? null;
}
