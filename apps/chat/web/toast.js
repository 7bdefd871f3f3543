// A line that says what went right or wrong, and goes away by itself.

const shownFor = 6_000; // milliseconds

export class Toast {
  #line;
  #timer = null;

  constructor(line) {
    this.#line = line;
  }

  tell(text) {
    this.#show(text, false);
  }

  warn(text) {
    this.#show(text, true);
  }

  #show(text, bad) {
    this.#line.textContent = text;
    this.#line.classList.toggle('bad', bad);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#line.textContent = ''), shownFor);
  }
}
