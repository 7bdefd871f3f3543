// What troupe-game says is what its contract has.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import parserPackage from '@asyncapi/parser';
import { checksOf, fitting, printContract } from './contract.mjs';
import { connect, startGame } from './harness.mjs';

const { Parser } = parserPackage; // CommonJS

describe('the contract of the game', { timeout: 60_000 }, () => {
  let server, text, sent;
  before(async () => {
    text = await printContract('TROUPE_GAME');
    sent = checksOf(JSON.parse(text), 'game', 'send');
    server = await startGame();
  });
  after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }));

  it('has no errors for the AsyncAPI parser', async () => {
    const { document, diagnostics } = await new Parser().parse(text);
    assert.deepEqual(diagnostics.filter(({ severity }) => severity === 0), []);
    assert.deepEqual(document.channels().all().map((channel) => channel.address()), ['/game/{game_id}']);
  });

  it('names all that is said in a game, and nothing else', async () => {
    const made = await fetch(`${server.url}/api/games`, { method: 'POST', body: '{"minutes":1}' });
    const { url } = await made.json();
    const [ann, bob] = [await connect(server.wsUrl + url), await connect(server.wsUrl + url)];
    const say = (who, type, fields = {}) => who.send({ type, ...fields });
    say(ann, 'JOIN_GAME', { player_name: 'Ann', color: 'white' });
    const { secret } = await ann.next('seat');
    say(bob, 'JOIN_GAME', { player_name: 'Bob', color: 'random' });
    await bob.next('seat');
    say(ann, 'LEGAL_MOVES', { ref: 1 });
    await ann.next('legal_moves');
    say(ann, 'MOVE', { from: 'e2', to: 'e4', piece: 'pawn', ref: 2 });
    await bob.next('move_made');
    say(ann, 'MOVE', { from: 'e4', to: 'e5', piece: 'pawn' });
    await ann.next('error');
    say(ann, 'OFFER_DRAW');
    await bob.next('draw_offered');
    say(bob, 'DECLINE_DRAW');
    await ann.next('draw_declined');
    say(ann, 'CHAT', { message: 'well' });
    await bob.next('chat_message');
    const phone = await connect(server.wsUrl + url);
    say(phone, 'JOIN_GAME', { player_name: 'Ann', color: 'white', secret });
    await ann.next('seat_moved');
    await phone.close();
    await bob.next('player_left');
    say(bob, 'RESIGN');
    await bob.next('game_over');
    const seen = new Set();
    for (const event of [...ann.all, ...bob.all, ...phone.all]) {
      const names = fitting(sent, event);
      assert.equal(names.length, 1, `${JSON.stringify(event)} is ${names}`);
      seen.add(names[0]);
    }
    assert.deepEqual([...seen].sort(), [
      'draw_declined_event', 'draw_offered_event', 'error_event', 'game_chat_event', 'game_over_event', 'game_state_event',
      'legal_moves_event', 'move_made_event', 'player_joined_event', 'player_left_event', 'seat_event', 'seat_moved_event',
      'spectators_event', 'success_event',
    ]);
  });
});
