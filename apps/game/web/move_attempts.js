// The moves that this player tries: which are legal, and the one that the server has not answered yet.

import { isPromotion, kindOf } from './position.js';

export class MoveAttempts {
  #connection;
  #legal = null; // a list of { from, to, promotion? }, or null while unknown
  #legalRef = 0; // of the question for them
  #pending = null; // { ref, from, to, promotion }

  constructor(connection) {
    this.#connection = connection;
  }

  /** A legal move on its way, which can be shown already; or null. */
  get pending() {
    return this.#pending;
  }

  targets(from) {
    return (this.#legal ?? []).filter((move) => move.from === from).map((move) => move.to);
  }

  /** Illegal moves are not asked about: the server will say why they are. */
  needsPromotion(position, from, to) {
    return isPromotion(position, from, to) && (this.#legal === null || this.#isLegal(from, to));
  }

  /** Returns whether the request is on its way. */
  move(position, from, to, promotion) {
    const fields = { from, to, piece: kindOf(position[from]), ...(promotion && { promotion }) };
    const ref = this.#connection.request('MOVE', fields);
    if (ref && this.#isLegal(from, to)) this.#pending = { ref, from, to, promotion };
    return ref > 0;
  }

  heard(event, game) {
    if (event.type === 'legal_moves' && event.ref === this.#legalRef) this.#legal = event.moves;
    if (event.type === 'error' && event.ref === this.#pending?.ref) this.#pending = null;
    if (event.type === 'game_over') this.#pending = null;
    if (event.type === 'game_state' || event.type === 'move_made') this.#forget();
    if (game.isMyTurn && this.#legalRef === 0) this.#legalRef = this.#connection.request('LEGAL_MOVES');
  }

  #forget() {
    this.#legal = this.#pending = null;
    this.#legalRef = 0;
  }

  #isLegal(from, to) {
    return (this.#legal ?? []).some((move) => move.from === from && move.to === to);
  }
}
