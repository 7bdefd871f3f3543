// Choosing a room and a name. Both are remembered; the room is also in the address, so that it can be shared.

const longestName = 128; // bytes of UTF-8
const remembered = { room: 'troupe.room', name: 'troupe.name' };

/** Local storage may be forbidden; the page then just forgets. */
function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}

export class Lobby {
  #form;
  #room;
  #name;
  #join;

  constructor(form, join) {
    this.#form = form;
    this.#room = form.elements.room;
    this.#name = form.elements.name;
    this.#join = join;
    this.#room.value = linkedRoom() ?? recall(remembered.room) ?? 'lobby';
    this.#name.value = recall(remembered.name) ?? '';
    this.#check();
    form.addEventListener('input', () => this.#check());
    form.addEventListener('submit', (event) => this.#submit(event));
  }

  /** Goes straight in when a link names the room and we know who comes; asks otherwise. */
  enter() {
    if (linkedRoom() !== null && recall(remembered.name) !== null) this.#form.requestSubmit();
    else this.#name.focus();
  }

  /** Asks again, after a room was left. */
  reopen() {
    history.replaceState(null, '', location.pathname);
    this.#room.select();
  }

  #submit(event) {
    event.preventDefault();
    const room = this.#room.value.trim();
    const name = this.#name.value.trim();
    remember(remembered.room, room);
    remember(remembered.name, name);
    history.replaceState(null, '', `?${new URLSearchParams({ room })}`);
    this.#join(room, name);
  }

  #check() {
    const room = this.#room.value.trim();
    const name = this.#name.value.trim();
    this.#room.setCustomValidity(room ? objection(room) : 'Please give the room a name.');
    this.#name.setCustomValidity(name ? objection(name) : '');
  }
}

/** What speaks against a name, by the server's rules; empty if nothing does. */
function objection(name) {
  if (name === '.' || name === '..') return 'Dots alone are no name.';
  if (/[/\\\p{Cc}\p{Cf}\p{Cs}]/u.test(name)) return 'Slashes and invisible characters cannot be in a name.';
  if (new TextEncoder().encode(name).length > longestName) return 'This name is too long.';
  return '';
}

function linkedRoom() {
  return new URLSearchParams(location.search).get('room')?.trim() || null;
}
