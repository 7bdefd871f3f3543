// The box where a message is written. It keeps the text until the message can really be sent.

const limit = 1000; // code points, the server's rule
const warnBelow = 100;

export class Composer {
  #box;
  #button;
  #counter;
  #on;
  #connected = false;

  /** `on` has send(text) -> whether it was sent, typed() and emptied(). */
  constructor(form, on) {
    this.#box = form.elements.message;
    this.#button = form.querySelector('button');
    this.#counter = form.elements.counter;
    this.#on = on;
    form.addEventListener('submit', (event) => this.#submit(event));
    this.#box.addEventListener('keydown', (event) => this.#key(event));
    this.#box.addEventListener('input', () => this.#edited());
  }

  set connected(is) {
    this.#connected = is;
    this.#refresh();
  }

  focus() {
    this.#box.focus();
  }

  /** Puts a text that was not delivered before whatever has been written since. */
  restore(text) {
    this.#box.value = this.#box.value ? `${text}\n${this.#box.value}` : text;
    this.#refresh();
  }

  get #text() {
    return this.#box.value.trim();
  }

  get #left() {
    return limit - [...this.#text].length;
  }

  get #ready() {
    return this.#connected && this.#text !== '' && this.#left >= 0;
  }

  #submit(event) {
    event.preventDefault();
    if (this.#ready && this.#on.send(this.#text)) this.#box.value = '';
    this.#refresh();
    this.focus();
  }

  #key(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    this.#submit(event);
  }

  #edited() {
    if (this.#text) this.#on.typed();
    else this.#on.emptied();
    this.#refresh();
  }

  #refresh() {
    const left = this.#left;
    this.#button.disabled = !this.#ready;
    this.#counter.hidden = left > warnBelow;
    this.#counter.textContent = left < 0 ? `${-left} too many` : `${left} left`;
    this.#counter.classList.toggle('over', left < 0);
    this.#fit();
  }

  #fit() {
    const box = this.#box;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
  }
}
