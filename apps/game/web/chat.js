// What is said at the board, and what happened around it.

import { make, part } from './dom.js';
import { warn } from './toast.js';

const longest = 200; // code points
const mostLines = 300;

export class Chat {
  #log = part('chat-log');
  #form = part('chat-form');

  /** `say(text)` returns whether the text is on its way. */
  constructor(say) {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const field = this.#form.elements.message;
      const text = field.value.trim();
      if ([...text].length > longest) return warn(`A message may have ${longest} characters.`);
      if (text && say(text)) field.value = '';
    });
  }

  clear() {
    this.#log.replaceChildren();
    this.#form.reset();
  }

  message(author, text, isMine) {
    const line = make('p', { class: isMine ? 'said mine' : 'said', 'data-testid': 'chat-message' });
    line.append(make('b', {}, author), ' ', make('span', {}, text));
    this.#add(line);
  }

  notice(text) {
    this.#add(make('p', { class: 'notice', 'data-testid': 'notice' }, text));
  }

  #add(line) {
    this.#log.append(line);
    while (this.#log.childElementCount > mostLines) this.#log.firstElementChild.remove();
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}
