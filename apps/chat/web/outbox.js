// What was sent and has not come back from the room yet. Nothing that was typed is lost silently.

const patience = 10_000; // milliseconds

export class Outbox {
  #show;
  #undelivered;
  #waiting = []; // { ref, text, shown, timer }, in the order of sending
  #ref = 0;

  /** `show(text)` gives an element for a text on its way; `undelivered(text)` takes it back. */
  constructor(show, undelivered) {
    this.#show = show;
    this.#undelivered = undelivered;
  }

  /** Notes a text and returns the `ref` to send with it. */
  add(text) {
    const ref = ++this.#ref;
    const timer = setTimeout(() => this.refused(ref), patience);
    this.#waiting.push({ ref, text, shown: this.#show(text), timer });
    return ref;
  }

  /** The room has said this. */
  delivered(text) {
    const index = this.#waiting.findIndex((sent) => sent.text === text);
    if (index >= 0) this.#take(index);
  }

  /** The server did not accept the text sent with this `ref`, or does not answer. */
  refused(ref) {
    const index = this.#waiting.findIndex((sent) => sent.ref === ref);
    if (index >= 0) this.#undelivered(this.#take(index).text);
  }

  /** The connection is gone: nobody knows whether these arrived. */
  giveUp() {
    const texts = [];
    while (this.#waiting.length > 0) texts.push(this.#take(0).text);
    if (texts.length > 0) this.#undelivered(texts.join('\n'));
  }

  #take(index) {
    const [sent] = this.#waiting.splice(index, 1);
    clearTimeout(sent.timer);
    sent.shown.remove();
    return sent;
  }
}
