// What the page says about its connection: a light, and a banner while there is none.

import { part } from './dom.js';

const ends = {
  1000: 'The server has ended this connection.',
  4001: 'Your session has expired.',
  4003: 'You may not come back to this game.',
};
const losses = {
  1008: 'The server asks you to stay away for a while.',
  1011: 'The server has a problem.',
  1012: 'The server is restarting.',
  1013: 'The server is too busy.',
};

export class Status {
  #light = part('connection');
  #banner = part('banner');
  #button = this.#banner.querySelector('button');
  #countdown = null;

  constructor(onretry) {
    this.#button.addEventListener('click', onretry);
  }

  /** Shows a change of the Connection. */
  show({ state, wait, code }) {
    clearInterval(this.#countdown);
    this.#setWait('');
    if (state === 'open') this.#banner.hidden = true;
    if (state === 'waiting') this.#tell(losses[code] ?? 'The connection is lost.', code === 1008 ? '' : 'Try now');
    if (state === 'closed') this.#tell(ends[code], code === 4003 ? '' : 'Connect again');
    if (state === 'waiting') this.#countTo(performance.now() + wait);
    this.#setLight(state);
  }

  #setLight(state) {
    const labels = { connecting: 'Connecting…', open: 'Connected', waiting: 'Reconnecting…', closed: 'Disconnected' };
    this.#light.dataset.state = state;
    this.#light.textContent = labels[state];
  }

  #tell(text, action) {
    this.#banner.hidden = false;
    this.#banner.querySelector('span').textContent = text;
    this.#button.textContent = action;
    this.#button.hidden = action === '';
  }

  #countTo(moment) {
    const tick = () => this.#setWait(`Next attempt in ${Math.max(1, Math.ceil((moment - performance.now()) / 1000))} s.`);
    tick();
    this.#countdown = setInterval(tick, 500);
  }

  #setWait(text) {
    this.#banner.querySelector('.wait').textContent = text;
  }
}
