// Counts in the document's title what came while nobody was looking.

export class Unread {
  #title = document.title;
  #count = 0;

  constructor() {
    document.addEventListener('visibilitychange', () => document.hidden || this.#set(0));
  }

  set title(text) {
    this.#title = text;
    this.#set(0);
  }

  add() {
    if (document.hidden) this.#set(this.#count + 1);
  }

  #set(count) {
    this.#count = count;
    document.title = count > 0 ? `(${count}) ${this.#title}` : this.#title;
  }
}
