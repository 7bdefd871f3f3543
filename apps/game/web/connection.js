// The connection to a game, which comes back by itself as the close code and the server's hint say.

const firstWait = 400; // all times in milliseconds
const longestWait = 12_000;
const longestHint = 120_000;
const steadyAfter = 5_000; // a connection that lived this long starts the waits anew
const openWithin = 10_000;
const askAfter = 20_000; // of silence
const answerWithin = 10_000;

const random = (from, to) => from + Math.random() * (to - from);
const growing = (failures) => random(0, Math.min(longestWait, firstWait * 2 ** failures));

/** Milliseconds until the next attempt by close code; null is never. All other codes: growing waits. */
const waits = {
  1000: () => null,
  1008: () => random(30_000, 60_000),
  1011: (failures) => growing(failures + 3),
  1012: () => random(0, 4_000),
  1013: (failures) => growing(failures + 3),
  4001: () => null,
  4003: () => null,
};

export class Connection extends EventTarget {
  #url;
  #socket = null;
  #failures = 0;
  #openedAt = null;
  #askedToWait = null;
  #alarm = null; // for silence while connected, for the next attempt otherwise
  #lastRef = 0;

  /**
   * Dispatches "event" (detail: an object from the server) and "change" (detail: { state, wait, code }), where state
   * is connecting, open, waiting or closed.
   */
  constructor(url) {
    super();
    this.#url = url;
  }

  open() {
    this.#drop();
    this.#openedAt = null;
    this.#change({ state: 'connecting' });
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onopen = () => this.#opened();
    socket.onmessage = ({ data }) => this.#heard(data);
    socket.onclose = ({ code }) => this.#closed(code);
    this.#setAlarm(openWithin, () => this.#closed(1006));
  }

  /** Sends a request; its answer carries the number that is returned. Zero: there is no connection. */
  request(type, fields = {}) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return 0;
    const ref = ++this.#lastRef;
    this.#socket.send(JSON.stringify({ type, ref, ...fields }));
    return ref;
  }

  /** Tries now instead of later: there may be a network again. */
  hurry() {
    if (!this.#socket && this.#alarm) this.open();
  }

  close() {
    this.#drop(1000);
  }

  #opened() {
    this.#openedAt = performance.now();
    this.#listen();
    this.#change({ state: 'open' });
  }

  #heard(data) {
    this.#listen();
    const event = parse(data);
    if (event.type === 'system' && event.retry_after_ms >= 0) this.#askedToWait = event.retry_after_ms;
    this.dispatchEvent(new CustomEvent('event', { detail: event }));
  }

  #listen() {
    this.#setAlarm(askAfter, () => {
      this.request('ping');
      this.#setAlarm(answerWithin, () => this.#closed(1006));
    });
  }

  #closed(code) {
    this.#drop();
    const steady = this.#openedAt !== null && performance.now() - this.#openedAt > steadyAfter;
    this.#failures = steady ? 0 : this.#failures + 1;
    const wait = this.#waitAfter(code);
    this.#askedToWait = null;
    if (wait !== null) this.#setAlarm(wait, () => this.open());
    this.#change({ state: wait === null ? 'closed' : 'waiting', wait, code });
  }

  #waitAfter(code) {
    const wait = (waits[code] ?? growing)(this.#failures);
    if (wait === null || this.#askedToWait === null) return wait;
    return Math.min(this.#askedToWait, longestHint) + random(0, firstWait);
  }

  #drop(code) {
    clearTimeout(this.#alarm);
    this.#alarm = null;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
  }

  #setAlarm(milliseconds, ring) {
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(ring, milliseconds);
  }

  #change(detail) {
    this.dispatchEvent(new CustomEvent('change', { detail }));
  }
}

function parse(data) {
  try {
    return Object(JSON.parse(data));
  } catch {
    return {};
  }
}
