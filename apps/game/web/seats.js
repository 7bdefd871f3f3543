// The seats that this browser has, with the secrets that prove it, and the name that was used last.
//
// This tab's own seats are in the session storage, so that two tabs can play each other; the local storage has them
// for a tab that was closed and opened again.

const seatKey = 'troupe.game.seats';
const nameKey = 'troupe.game.name';
const mostSeats = 50; // the oldest are forgotten

/** { color, secret, name, ours } of a game, or null. `ours`: this very tab had it. */
export function recallSeat(gameId) {
  for (const [storage, ours] of [[storages.session, true], [storages.local, false]]) {
    const seat = readAll(storage).find(({ id }) => id === gameId);
    if (seat) return { ...seat, ours };
  }
  return null;
}

export function rememberSeat(gameId, { color, secret, name }) {
  for (const storage of Object.values(storages)) {
    const seat = { id: gameId, color, secret, name };
    write(storage, seatKey, JSON.stringify([seat, ...others(storage, gameId)].slice(0, mostSeats)));
  }
}

export function forgetSeat(gameId) {
  for (const storage of Object.values(storages)) remove(storage, gameId);
}

/** Another tab has taken the seat over: this one must not take it back by itself. */
export function yieldSeat(gameId) {
  remove(storages.session, gameId);
}

export const recallName = () => read(storages.local, nameKey) ?? '';
export const rememberName = (name) => write(storages.local, nameKey, name);

const storages = { session: () => sessionStorage, local: () => localStorage };

function readAll(storage) {
  try {
    const seats = JSON.parse(read(storage, seatKey) ?? '[]');
    return Array.isArray(seats) ? seats : [];
  } catch {
    return [];
  }
}

const others = (storage, gameId) => readAll(storage).filter(({ id }) => id !== gameId);

function remove(storage, gameId) {
  write(storage, seatKey, JSON.stringify(others(storage, gameId)));
}

/** A browser may forbid storage; the page then just forgets. */
function read(storage, key) {
  try {
    return storage().getItem(key);
  } catch {
    return null;
  }
}

function write(storage, key, value) {
  try {
    storage().setItem(key, value);
  } catch {
    return;
  }
}
