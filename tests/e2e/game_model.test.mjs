// The game page's own idea of a game: positions after moves, clocks, offers.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Game } from '../../apps/game/web/game.js';
import { lead, parseFen, play } from '../../apps/game/web/position.js';
import { moveText, outcomeText } from '../../apps/game/web/words.js';

const state = {
  type: 'game_state',
  game_id: 'g',
  rules: 'chess',
  status: 'playing',
  turn: 'white',
  fen: 'rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1',
  moves: [],
  check: false,
  players: [
    { player_id: 'a', player_name: 'Ann', color: 'white', online: true },
    { player_id: 'b', player_name: 'Bob', color: 'black', online: true },
  ],
  spectators: 0,
  clocks: null,
  draw_offer: null,
  result: null,
  reason: null,
  you: { player_id: 'a', color: 'white' },
};

const gameIn = (changes = {}) => {
  const game = new Game();
  game.apply({ ...state, ...changes });
  return game;
};

describe('the game page counts on', () => {
  for (const [what, before, move, after] of [
    ['castling kingside', '8/8/8/8/8/8/8/4K2R', ['e1', 'g1'], '8/8/8/8/8/8/8/5RK1'],
    ['castling queenside', 'r3k3/8/8/8/8/8/8/8', ['e8', 'c8'], '2kr4/8/8/8/8/8/8/8'],
    ['a capture', '8/8/8/3p4/4P3/8/8/8', ['e4', 'd5'], '8/8/8/3P4/8/8/8/8'],
    ['a capture in passing', '8/8/8/3pP3/8/8/8/8', ['e5', 'd6'], '8/8/3P4/8/8/8/8/8'],
    ['a promotion by name', '8/P7/8/8/8/8/8/8', ['a7', 'a8', 'knight'], 'N7/8/8/8/8/8/8/8'],
    ['a promotion by letter', '8/8/8/8/8/8/p7/8', ['a2', 'a1', 'Q'], '8/8/8/8/8/8/8/q7'],
    ['a step of the king', '8/8/8/8/8/8/8/4K2R', ['e1', 'f1'], '8/8/8/8/8/8/8/5K1R'],
  ]) {
    it(`${what} as the rules have it`, () => {
      const [from, to, promotion] = move;
      assert.deepEqual(play(parseFen(before), { from, to, promotion }), parseFen(after));
    });
  }

  it('every position of a game that was joined late', () => {
    const moves = [
      { from: 'e2', to: 'e4', piece: 'pawn', san: 'e4' },
      { from: 'd7', to: 'd5', piece: 'pawn', san: 'd5' },
    ];
    const game = gameIn({ moves, fen: 'rnbqkbnr/ppp1pppp/8/3p4/4P3/8/PPPP1PPP/RNBQKBNR w KQkq - 0 2' });
    assert.equal(game.positions.length, 3);
    assert.deepEqual(game.positions[1], parseFen('rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR'));
    assert.equal(game.position.d5, 'p');
  });

  it('the running clock, and leaves the other as it was', async () => {
    const game = gameIn({ clocks: { white: 60_000, black: 50_000 } });
    game.clocksAt -= 2_500;
    assert.ok(game.timeLeft('white') <= 57_500 && game.timeLeft('white') > 50_000);
    assert.equal(game.timeLeft('black'), 50_000);
    game.clocksAt -= 100_000;
    assert.equal(game.timeLeft('white'), 0);
  });

  it('no clock where there is none', () => {
    assert.equal(gameIn().timeLeft('white'), null);
  });

  it('an offer of a draw until the other side has moved', () => {
    const game = gameIn({ turn: 'black' });
    game.apply({ type: 'draw_offered', player_id: 'a', color: 'white' });
    assert.equal(game.drawOffer, 'white');
    game.apply({ type: 'move_made', from: 'e7', to: 'e5', piece: 'pawn', san: 'e5', fen: state.fen, turn: 'white' });
    assert.equal(game.drawOffer, null);
  });

  it("one's own offer through one's own move", () => {
    const game = gameIn();
    game.apply({ type: 'draw_offered', player_id: 'a', color: 'white' });
    game.apply({ type: 'move_made', from: 'e2', to: 'e4', piece: 'pawn', san: 'e4', fen: state.fen, turn: 'black' });
    assert.equal(game.drawOffer, 'white');
  });

  it('a seat as kept while its player is away, and as free when given up before the start', () => {
    const game = gameIn({ status: 'waiting' });
    game.apply({ type: 'player_left', player_id: 'b', color: 'black', reason: 'connection_lost', grace_ms: 60_000 });
    assert.equal(game.players.black.online, false);
    assert.ok(game.players.black.backUntil > performance.now());
    game.apply({ type: 'player_left', player_id: 'b', color: 'black', reason: 'left' });
    assert.deepEqual(game.freeColors, ['black']);
  });

  it('the own seat as lost when it went to another tab', () => {
    const game = gameIn();
    assert.ok(game.isMyTurn);
    game.apply({ type: 'seat_moved', color: 'white' });
    assert.equal(game.mine, null);
  });

  it('who is ahead', () => {
    assert.equal(lead(parseFen('4k3/8/8/8/8/8/8/3QK3'), 'white'), 9);
    assert.equal(lead(parseFen('4k3/8/8/8/8/8/8/3QK3'), 'black'), -9);
  });
});

describe('the game page says', () => {
  it('a move in words', () => {
    const position = parseFen('8/8/8/8/8/5N2/8/8');
    assert.equal(moveText(position, { from: 'g1', to: 'f3', san: 'Nxf3+' }), 'white: knight g1 takes on f3, check');
  });

  it('castling in words', () => {
    assert.equal(moveText(parseFen('2kr4/8/8/8/8/8/8/8'), { from: 'e8', to: 'c8', san: 'O-O-O' }), 'black castles queenside');
  });

  it('a promotion in words', () => {
    const move = { from: 'a7', to: 'a8', san: 'a8=Q#', promotion: 'queen' };
    const position = parseFen('Q7/8/8/8/8/8/8/8');
    assert.equal(moveText(position, move), 'white: pawn a7 to a8 and becomes a queen, checkmate');
  });

  it('how a game ended, in words if it knows them', () => {
    assert.equal(outcomeText('1/2-1/2', 'stalemate'), 'Draw: stalemate');
    assert.equal(outcomeText('1-0', 'something_new'), 'White wins: something_new');
  });
});
