// Takes a seat, and takes it again whenever the connection or the page was gone.

import { forgetSeat, recallSeat, rememberName, rememberSeat, yieldSeat } from './seats.js';
import { warn } from './toast.js';

export class SeatKeeper {
  #gameId;
  #connection;
  #wish; // what the maker of the game chose, until it is done
  #name = '';
  #claimRef = 0; // of the request that shows our secret

  constructor(gameId, connection, wish) {
    this.#gameId = gameId;
    this.#connection = connection;
    this.#wish = wish;
  }

  /** The colour that this browser plays or played here, or null. */
  get lastColor() {
    return recallSeat(this.#gameId)?.color ?? null;
  }

  /** Whether another tab may be playing from our seat. */
  isHeldElsewhere(game) {
    const seat = recallSeat(this.#gameId);
    return Boolean(seat) && !seat.ours && !game.mine && game.status !== 'finished' && isOnline(game, seat);
  }

  join(name, color) {
    rememberName(name);
    this.#name = name;
    return this.#connection.request('JOIN_GAME', { player_name: name, color });
  }

  takeBack() {
    const { name, color, secret } = recallSeat(this.#gameId);
    this.#name = name;
    this.#claimRef = this.#connection.request('JOIN_GAME', { player_name: name, color, secret });
  }

  heard(event, game) {
    if (event.type === 'game_state') this.#arrived(game);
    if (event.type === 'seat') this.#seated(event, game);
    if (event.type === 'seat_moved') yieldSeat(this.#gameId);
    if (event.type === 'error' && event.ref === this.#claimRef) forgetSeat(this.#gameId);
    if (event.type === 'player_left' && !game.mine) this.#left(event, game);
  }

  #arrived(game) {
    if (game.mine || game.status === 'finished') return;
    const seat = recallSeat(this.#gameId);
    if (seat && (seat.ours || !isOnline(game, seat))) this.takeBack();
    else if (!seat && this.#wish) this.join(this.#wish.name, this.#wish.color);
  }

  #seated({ color, secret }, game) {
    if (secret) rememberSeat(this.#gameId, { color, secret, name: this.#name });
    const level = this.#wish?.level ?? null;
    this.#wish = null;
    if (level === null) return;
    if (game.engineAvailable) this.#connection.request('ADD_ENGINE', { level });
    else warn('This server has no engine to play. Send somebody the link instead.');
  }

  /** A seat that another tab has lost is ours again; one that was given up is nobody's. */
  #left({ color, reason }, game) {
    if (color !== this.lastColor || game.status === 'finished') return;
    if (reason === 'connection_lost') this.takeBack();
    else forgetSeat(this.#gameId);
  }
}

const isOnline = (game, { color }) => game.players[color]?.online === true;
