// What the page says about its connection: a small light, and a banner while there is none.

const farewells = {
  1000: 'The server has ended this conversation.',
  4001: 'Your session has expired. Join again to continue.',
  4003: 'You are banned from this room.',
};
const losses = {
  1008: 'The server asks you to stay away for a while.',
  1011: 'The server has a problem.',
  1012: 'The server is restarting.',
  1013: 'The server is overloaded.',
};

export class Status {
  #light;
  #banner;
  #text;
  #wait;
  #button;
  #ticking = null;

  constructor(light, banner, onretry) {
    this.#light = light;
    this.#banner = banner;
    [this.#text, this.#wait] = banner.querySelectorAll('span');
    this.#button = banner.querySelector('button');
    this.#button.addEventListener('click', onretry);
  }

  /** Shows a state of the ReconnectingSocket. */
  show(state) {
    clearInterval(this.#ticking);
    this.#wait.textContent = '';
    if (state.name === 'open') this.#open();
    else if (state.name === 'connecting') this.#connecting(state.again);
    else if (state.name === 'waiting') this.#waiting(state);
    else this.#closed(state.code);
  }

  #open() {
    this.#set('online', 'Connected');
    this.#banner.hidden = true;
  }

  #connecting(again) {
    this.#set(again ? 'reconnecting' : 'connecting', again ? 'Reconnecting…' : 'Connecting…');
    this.#button.hidden = true;
  }

  #waiting({ code, wait, patient }) {
    this.#set('reconnecting', 'Reconnecting…');
    this.#tell(losses[code] ?? 'The connection was lost.', patient ? null : 'Try now');
    this.#countDown(Date.now() + wait);
  }

  #closed(code) {
    this.#set('closed', 'Disconnected');
    this.#tell(farewells[code] ?? farewells[1000], code === 4003 ? null : 'Join again');
  }

  #set(name, label) {
    this.#light.dataset.state = name;
    this.#light.textContent = label;
  }

  #tell(text, action) {
    this.#banner.hidden = false;
    this.#text.textContent = text;
    this.#button.hidden = action === null;
    this.#button.textContent = action;
  }

  #countDown(until) {
    const tick = () => {
      const seconds = Math.max(1, Math.ceil((until - Date.now()) / 1000));
      this.#wait.textContent = `Trying again in ${seconds} s.`;
    };
    tick();
    this.#ticking = setInterval(tick, 1000);
  }
}
