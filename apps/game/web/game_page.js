// The view of one game: brings its connection, what is known of it, and the parts of the page together.

import { recordUrl, socketUrl } from './api.js';
import { Board } from './board.js';
import { Chat } from './chat.js';
import { Connection } from './connection.js';
import { Controls } from './controls.js';
import { choosePromotion } from './dialogs.js';
import { part } from './dom.js';
import { Game } from './game.js';
import { MoveAttempts } from './move_attempts.js';
import { MoveList } from './move_list.js';
import { noticeOf } from './notices.js';
import { Plate } from './plate.js';
import { opponentOf, play } from './position.js';
import { Status } from './status.js';
import { SeatKeeper } from './seat_keeper.js';
import { announce, warn } from './toast.js';
import { errorText, moveText, outcomeText } from './words.js';

const tickEvery = 100; // milliseconds

export class GamePage {
  #game = new Game();
  #connection = null;
  #attempts = null;
  #seats = null;
  #ticker = null;
  #turned = false; // the reader turned the board
  #shown = 0; // how many moves have been made in the position that is shown
  #plates = [new Plate(part('plate-top')), new Plate(part('plate-bottom'))];
  #board = new Board(part('board'), (from, to) => this.#tryMove(from, to));
  #moves = new MoveList((ply) => this.#lookAt(ply));
  #chat = new Chat((text) => this.#request('CHAT', { message: text }));
  #status = new Status(() => this.#connection.open());
  #controls = new Controls({
    request: (type, fields) => this.#request(type, fields),
    join: (name, color) => this.#seats.join(name, color),
    takeBack: () => this.#seats.takeBack(),
    turn: () => this.#turn(),
  });
  #onmissing;

  constructor(onmissing) {
    this.#onmissing = onmissing;
    addEventListener('online', () => this.#connection?.hurry());
    document.addEventListener('visibilitychange', () => document.hidden || this.#connection?.hurry());
  }

  /** `wish` is the seat to take at once, or null: { name, color, level }. */
  open(id, wish) {
    this.#game = new Game();
    this.#turned = false;
    this.#moves.clear();
    this.#chat.clear();
    part('record').href = recordUrl(id);
    part('record').download = `troupe-${id}.pgn`;
    this.#connection = new Connection(socketUrl(id));
    this.#attempts = new MoveAttempts(this.#connection);
    this.#seats = new SeatKeeper(id, this.#connection, wish);
    this.#connection.addEventListener('change', ({ detail }) => this.#status.show(detail));
    this.#connection.addEventListener('event', ({ detail }) => this.#heard(detail));
    this.#connection.open();
    this.#ticker = setInterval(() => this.#tick(), tickEvery);
    this.#draw();
  }

  close() {
    clearInterval(this.#ticker);
    this.#connection?.close();
    this.#connection = null;
    for (const name of ['promotion', 'question']) part(name).close();
  }

  // ---- what the server says ----

  #heard(event) {
    if (event.type === 'pong') return;
    const notice = noticeOf(event, this.#game);
    if (notice) this.#chat.notice(notice);
    this.#game.apply(event);
    this.#seats.heard(event, this.#game);
    this.#attempts.heard(event, this.#game);
    if (event.type in reactions) reactions[event.type](this, event);
    this.#draw();
  }

  refused(event) {
    if (event.message === 'Game not found') return this.#onmissing();
    warn(errorText(event));
  }

  said({ message, player_id: id, player_name: name }) {
    this.#chat.message(name || `Guest ${String(id).slice(-4)}`, message, id === this.#game.myId);
  }

  moved() {
    const made = moveText(this.#game.position, this.#game.moves.at(-1));
    announce(this.#game.isMyTurn ? `${made}. Your move.` : made);
  }

  ended() {
    announce(outcomeText(this.#game.result, this.#game.reason));
    part('promotion').close();
  }

  // ---- what the player does ----

  #request(type, fields) {
    const ref = this.#connection.request(type, fields);
    if (!ref) warn('There is no connection. Wait until it is back.');
    return ref > 0;
  }

  async #tryMove(from, to) {
    const asked = this.#attempts;
    const { position, mine } = this.#game;
    const promotion = asked.needsPromotion(position, from, to) ? await choosePromotion(part('promotion'), mine) : '';
    if (promotion === null || asked !== this.#attempts) return;
    if (!asked.move(position, from, to, promotion)) warn('There is no connection. Wait until it is back.');
    this.#draw();
  }

  #turn() {
    this.#turned = !this.#turned;
    this.#draw();
  }

  #lookAt(ply) {
    this.#shown = ply;
    this.#draw();
  }

  // ---- what is shown ----

  #draw() {
    const game = this.#game;
    this.#shown = this.#moves.update(game.moves);
    this.#drawBoard();
    this.#controls.show(game, this.#seats);
    this.#colors().forEach((color, index) => this.#plates[index].show(game, color, game.positions[this.#shown]));
  }

  #drawBoard() {
    const game = this.#game;
    const isLatest = this.#shown === game.ply;
    const pending = isLatest ? this.#attempts.pending : null;
    const position = game.positions[this.#shown];
    this.#board.show({
      position: pending ? play(position, pending) : position,
      lastMove: pending ?? game.moves[this.#shown - 1] ?? null,
      check: pending ? null : this.#inCheck(isLatest),
      flipped: this.#colors()[0] === 'white',
      movable: isLatest && !pending && game.isMyTurn ? game.mine : null,
      targets: (from) => this.#attempts.targets(from),
    });
    part('board').classList.toggle('past', !isLatest);
  }

  #inCheck(isLatest) {
    const side = this.#shown % 2 === 0 ? 'white' : 'black';
    const check = isLatest ? this.#game.check : /[+#]$/.test(this.#game.moves[this.#shown - 1]?.san ?? '');
    return check ? side : null;
  }

  /** The colours of the upper and the lower plate. */
  #colors() {
    const mine = this.#game.mine ?? this.#seats.lastColor ?? 'white';
    const lower = this.#turned ? opponentOf(mine) : mine;
    return [opponentOf(lower), lower];
  }

  #tick() {
    this.#colors().forEach((color, index) => this.#plates[index].tick(this.#game, color));
  }
}

const reactions = {
  error: (page, event) => page.refused(event),
  chat_message: (page, event) => page.said(event),
  move_made: (page) => page.moved(),
  game_over: (page) => page.ended(),
};
