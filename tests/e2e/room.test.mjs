// /room/:room_id: who is there.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connect, enter, eventually, startChat } from './harness.mjs';

describe('a room', { timeout: 30_000 }, () => {
  let server;
  before(async () => (server = await startChat()));
  after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }));

  const visit = async (room) => {
    const client = await connect(`${server.wsUrl}/room/${encodeURIComponent(room)}`);
    client.info = await client.next(() => true);
    return client;
  };

  it('tells who comes its name and how many are there', async () => {
    for (let user_count = 1; user_count <= 5; ++user_count) {
      assert.deepEqual((await visit('five')).info, { type: 'room_info', room_id: 'five', user_count });
    }
  });

  it('has the name that was asked for, whatever its letters', async () => {
    for (const room of ['Ünïcode 🙂', 'a b', 'x'.repeat(64), '50%', 'a+b']) {
      assert.equal((await visit(room)).info.room_id, room);
    }
  });

  it('counts each room apart', async () => {
    await visit('left');
    assert.equal((await visit('right')).info.user_count, 1);
  });

  it('is not the chat room of the same name', async () => {
    await enter(server, 'same');
    assert.equal((await visit('same')).info.user_count, 1);
  });

  it('counts those no more that went, however they did', async () => {
    await visit('changing');
    const [second, third] = [await visit('changing'), await visit('changing')];
    await second.close();
    await third.kill();
    await eventually(async () => {
      const latest = await visit('changing');
      await latest.close();
      assert.equal(latest.info.user_count, 2);
    });
  });

  it('is made anew after everybody left', async () => {
    for (let round = 0; round < 20; ++round) {
      await eventually(async () => {
        const visitors = [await visit('brief'), await visit('brief')];
        await Promise.all(visitors.map((visitor) => visitor.close()));
        assert.deepEqual(visitors.map(({ info }) => info.user_count), [1, 2]);
      });
    }
  });

  it('begins its chat with the first number again after everybody left', async () => {
    await eventually(async () => {
      const ann = await enter(server, 'numbered');
      ann.send({ type: 'chat_message', message: 'one' });
      ann.send({ type: 'chat_message', message: 'two' });
      const numbers = [(await ann.next('chat_message')).seq, (await ann.next('chat_message')).seq];
      await ann.close();
      const bob = await enter(server, 'numbered');
      bob.send({ type: 'chat_message', message: 'one again' });
      const { seq } = await bob.next('chat_message');
      await bob.close();
      assert.equal(seq, numbers[0]);
    });
  });

  it('takes no messages but ping', async () => {
    const ann = await visit('silent');
    ann.send({ type: 'chat_message', message: 'hi' });
    assert.equal((await ann.next('error')).code, 'unknown_type');
    ann.send({ type: 'ping' });
    await ann.next('pong');
  });

  it('holds up when many come and go at once', async () => {
    await Promise.all(Array.from({ length: 50 }, async (_, i) => {
      for (let round = 0; round < 5; ++round) {
        const visitor = await visit('busy');
        assert.ok(visitor.info.user_count >= 1 && visitor.info.user_count <= 100, `${visitor.info.user_count}`);
        await (i % 2 ? visitor.close() : visitor.kill());
      }
    }));
    await eventually(async () => {
      const last = await visit('busy');
      await last.close();
      assert.equal(last.info.user_count, 1);
    });
  });
});
