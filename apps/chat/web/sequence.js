// Follows a room's message numbers: finds what came twice and what never came.

export class Sequence {
  #last = null;
  #epoch;
  #returned = false;

  /** A new connection: without an epoch, numbers that fall back now mean that the room began anew. */
  reconnected() {
    this.#returned = true;
  }

  /** Takes the next message's number; returns how many are missing before it, or -1 if it was here already. */
  take(seq, epoch) {
    if (!Number.isSafeInteger(seq)) return 0;
    const last = this.#begunAnew(seq, epoch) ? 0 : this.#last ?? seq - 1;
    if (seq <= last) return -1;
    this.#last = seq;
    this.#epoch = epoch;
    this.#returned = false;
    return seq - last - 1;
  }

  #begunAnew(seq, epoch) {
    if (this.#last === null) return false;
    if (epoch !== undefined && this.#epoch !== undefined) return epoch !== this.#epoch;
    return this.#returned && seq <= this.#last;
  }
}
