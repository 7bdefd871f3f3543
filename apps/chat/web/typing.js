// Who is typing: what others are shown of us, and what we show of them.

const repeatAfter = 3_000; // milliseconds, as all times here
const idleAfter = 5_000;
const forgetAfter = 12_000;

/** Tells the room that this user types: seldom, and that it ended: always. */
export class TypingSignal {
  #send;
  #told = 0;
  #idle = null;

  constructor(send) {
    this.#send = send;
  }

  typed() {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.stop(), idleAfter);
    if (Date.now() - this.#told < repeatAfter) return;
    this.#told = Date.now();
    this.#send({ type: 'typing_start' });
  }

  stop() {
    if (this.#told) this.#send({ type: 'typing_stop' });
    this.reset();
  }

  /** The connection is gone, and what it was told with it. */
  reset() {
    clearTimeout(this.#idle);
    this.#told = 0;
  }
}

/** The others who type, as a line of text. */
export class Typists {
  #line;
  #typing = new Map(); // user id -> { name, timer }

  constructor(line) {
    this.#line = line;
  }

  add(id, name) {
    clearTimeout(this.#typing.get(id)?.timer);
    this.#typing.set(id, { name, timer: setTimeout(() => this.remove(id), forgetAfter) });
    this.#show();
  }

  remove(id) {
    clearTimeout(this.#typing.get(id)?.timer);
    this.#typing.delete(id);
    this.#show();
  }

  clear() {
    for (const id of [...this.#typing.keys()]) this.remove(id);
  }

  #show() {
    const names = [...this.#typing.values()].map((typist) => typist.name);
    this.#line.textContent = sentence(names);
    this.#line.classList.toggle('active', names.length > 0);
  }
}

function sentence(names) {
  if (names.length === 0) return '';
  if (names.length === 1) return `${names[0]} is typing…`;
  if (names.length > 3) return 'Several people are typing…';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are typing…`;
}
