// What is known of a game: the server's events go in, the page draws what comes out.

import { opponentOf, parseFen, play, start } from './position.js';

export class Game {
  id = '';
  rules = 'chess';
  status = 'waiting'; // playing, finished
  turn = 'white';
  moves = []; // { from, to, piece, san, promotion? }
  positions = [parseFen(start)]; // before the first move, after the first, ...
  players = { white: null, black: null };
  spectators = 0;
  clocks = null; // milliseconds left at `clocksAt`
  clocksAt = 0; // of performance.now()
  drawOffer = null; // the colour that offers
  result = null;
  reason = null;
  check = false;
  mine = null; // my colour, if I have a seat
  myId = null;
  engineAvailable = false;

  get ply() {
    return this.moves.length;
  }

  get position() {
    return this.positions[this.ply];
  }

  get isMyTurn() {
    return this.status === 'playing' && this.turn === this.mine;
  }

  get freeColors() {
    return ['white', 'black'].filter((color) => !this.players[color]);
  }

  /** Milliseconds that this side has left now, or null without a clock. */
  timeLeft(color) {
    if (!this.clocks) return null;
    const runs = this.status === 'playing' && this.turn === color;
    return Math.max(0, this.clocks[color] - (runs ? performance.now() - this.clocksAt : 0));
  }

  byId(id) {
    return Object.values(this.players).find((player) => player?.player_id === id) ?? null;
  }

  /** Takes an event of the server in; types that change nothing here are ignored. */
  apply(event) {
    if (Object.hasOwn(changes, event.type)) changes[event.type](this, event);
    if (event.clocks !== undefined) this.#setClocks(event.clocks);
  }

  #setClocks(clocks) {
    this.clocks = clocks;
    this.clocksAt = performance.now();
  }
}

const changes = {
  game_state(game, event) {
    game.id = event.game_id;
    game.rules = event.rules;
    game.status = event.status;
    game.turn = event.turn;
    game.moves = event.moves;
    game.positions = replay(event.moves, event.fen);
    game.players = { white: null, black: null };
    for (const player of event.players) game.players[player.color] = player;
    game.spectators = event.spectators;
    game.drawOffer = event.draw_offer ?? null;
    game.result = event.result ?? null;
    game.reason = event.reason ?? null;
    game.check = event.check;
    game.mine = event.you?.color ?? null;
    game.myId = event.you?.player_id ?? null;
    game.engineAvailable = event.engine_available === true;
  },
  seat(game, event) {
    game.mine = event.color;
    game.myId = event.player_id;
  },
  seat_moved(game) {
    game.mine = game.myId = null;
  },
  player_joined(game, event) {
    const { player_id, player_name, color, engine = false } = event;
    game.players[color] = { player_id, player_name, color, engine, online: true };
    if (event.status) game.status = event.status;
  },
  move_made(game, event) {
    const { from, to, piece, san, promotion } = event;
    game.moves.push({ from, to, piece, san, promotion });
    game.positions.push(parseFen(event.fen));
    if (game.drawOffer !== null && game.drawOffer !== game.turn) game.drawOffer = null;
    game.turn = event.turn ?? opponentOf(game.turn);
    game.check = event.check;
  },
  draw_offered(game, event) {
    game.drawOffer = event.color;
  },
  draw_declined(game) {
    game.drawOffer = null;
  },
  player_left: left,
  spectators(game, event) {
    game.spectators = event.count;
  },
  game_over(game, event) {
    game.status = 'finished';
    game.result = event.result;
    game.reason = event.reason;
    game.drawOffer = null;
  },
};

/** A lost player keeps the seat for a while; whoever leaves before the game has begun frees it. */
function left(game, event) {
  const player = game.byId(event.player_id);
  if (!player) return;
  player.online = false;
  player.backUntil = event.grace_ms > 0 && game.status !== 'finished' ? performance.now() + event.grace_ms : 0;
  if (event.reason === 'connection_lost') return;
  if (player.color === game.mine) game.mine = game.myId = null;
  if (game.status === 'waiting') game.players[player.color] = null;
}

function replay(moves, fen) {
  const positions = [parseFen(start)];
  for (const move of moves) positions.push(play(positions.at(-1), move));
  positions[moves.length] = parseFen(fen);
  return positions;
}
