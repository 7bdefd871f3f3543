// A WebSocket that comes back: the close code says whether, the server's hint or jitter says when.

const base = 500; // all times in milliseconds
const cap = 15_000;
const longestHint = 300_000;
const stableAfter = 5_000; // a connection that lived this long clears the back-off
const connectTimeout = 10_000;
const probeAfter = 25_000; // of silence
const probeTimeout = 10_000;

/** Exponential back-off with full jitter. */
export function backOff(attempt, random = Math.random) {
  return random() * Math.min(cap, base * 2 ** attempt);
}

/** How long to wait after a close, or null to stay away. `hint` is the wait that the server asked for. */
export function waitAfter(code, attempt, hint = null, random = Math.random) {
  if (code === 1000 || code === 4001 || code === 4003) return null;
  if (hint !== null) return Math.min(hint, longestHint) + random() * base;
  if (code === 1008) return 30_000 + random() * 30_000;
  if (code === 1012) return random() * 5_000;
  if (code === 1011 || code === 1013) return backOff(attempt + 3, random);
  return backOff(attempt, random);
}

export class ReconnectingSocket {
  #url;
  #probe;
  #on;
  #socket = null;
  #attempt = 0;
  #hint = null;
  #returning = false; // it was open before
  #since = Infinity; // when this connection opened
  #retry = null; // the timer of the next attempt
  #watch = null; // the timer that finds a dead connection
  #patient = false; // the server said how long to stay away

  /** `probe` is a text that the server answers; `on` has message(text) and state(details). */
  constructor(url, probe, on) {
    this.#url = url;
    this.#probe = probe;
    this.#on = on;
    this.#connect();
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Returns whether the text was handed to an open connection. */
  send(text) {
    if (this.isOpen) this.#socket.send(text);
    return this.isOpen;
  }

  /** The server is about to close, and says when to return. */
  comeBackIn(milliseconds) {
    this.#hint = milliseconds;
  }

  /** Tries at once, on the user's word. */
  retry() {
    if (!this.#socket) this.#connect();
  }

  /** Tries at once if the wait is only our own back-off: the network or the user is back. */
  hurry() {
    if (this.#retry && !this.#patient) this.#connect();
  }

  /** Leaves for good. */
  stop() {
    this.#forget()?.close(1000);
  }

  #connect() {
    this.#forget();
    this.#since = Infinity;
    this.#on.state({ name: 'connecting', again: this.#returning });
    const socket = (this.#socket = new WebSocket(this.#url));
    const current = (handle) => (event) => this.#socket === socket && handle(event);
    socket.addEventListener('open', current(() => this.#open()));
    socket.addEventListener('message', current((event) => this.#received(event.data)));
    socket.addEventListener('close', current((event) => this.#lost(event.code, event.reason)));
    this.#watch = setTimeout(() => this.#giveUp(), connectTimeout);
  }

  #open() {
    this.#returning = true;
    this.#since = Date.now();
    this.#listen();
    this.#on.state({ name: 'open' });
  }

  #received(data) {
    this.#listen();
    if (typeof data === 'string') this.#on.message(data);
  }

  #listen() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => {
      this.send(this.#probe);
      this.#watch = setTimeout(() => this.#giveUp(), probeTimeout);
    }, probeAfter);
  }

  #giveUp() {
    const socket = this.#socket;
    this.#lost(1006, '');
    socket.close();
  }

  #lost(code, reason) {
    if (Date.now() - this.#since >= stableAfter) this.#attempt = 0;
    const wait = waitAfter(code, this.#attempt++, this.#hint);
    this.#patient = this.#hint !== null || code === 1008;
    this.#hint = null;
    this.#forget();
    if (wait !== null) this.#retry = setTimeout(() => this.#connect(), wait);
    this.#on.state({ name: wait === null ? 'closed' : 'waiting', wait, code, reason, patient: this.#patient });
  }

  #forget() {
    clearTimeout(this.#retry);
    clearTimeout(this.#watch);
    const socket = this.#socket;
    this.#socket = this.#retry = null;
    return socket;
  }
}
