// Many in one room, and one that holds the others up no longer than its queue is long.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { afterEach, describe, it } from 'node:test';
import { connect, enter, eventually, gather, settle, startChat, within } from './harness.mjs';

describe('a crowd', { timeout: 60_000 }, () => {
  let server;
  afterEach(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }));

  /** Says these one after the other, each when the one before has come back. */
  async function publish(member, messages) {
    for (const message of messages) {
      member.send({ type: 'chat_message', message });
      await member.next((event) => event.type === 'chat_message' && event.message === message, 20_000);
    }
  }

  it('of 200 gets every message once and in order', async () => {
    const [people, publishers, each] = [200, 10, 50];
    server = await startChat(['--message-rate', '0']);
    const room = `${server.wsUrl}/chat/crowd`;
    const members = await Promise.all(Array.from({ length: people }, () => connect(room, { handshakeTimeout: 20_000 })));
    await Promise.all(members.map((member) => member.next('system', 20_000)));

    await Promise.all(members.slice(0, publishers).map((publisher, p) =>
      publish(publisher, Array.from({ length: each }, (_, i) => `${p}:${i}`))));
    await Promise.all(members.map((member) =>
      eventually(() => assert.equal(member.seen('chat_message').length, publishers * each), 20_000)));

    const heard = members[0].seen('chat_message');
    assert.deepEqual(heard.map(({ seq }) => seq - heard[0].seq), [...Array(publishers * each).keys()]);
    for (let p = 0; p < publishers; ++p) {
      const ofOne = heard.map(({ message }) => message).filter((message) => message.startsWith(`${p}:`));
      assert.deepEqual(ofOne, Array.from({ length: each }, (_, i) => `${p}:${i}`));
    }
    for (const member of members) assert.deepEqual(member.seen('chat_message'), heard);
  });

  it('that comes and goes at once leaves nobody behind', async () => {
    const people = 200;
    server = await startChat();
    const [watcher] = await gather(server, 1);
    const room = `${server.wsUrl}/chat/${watcher.room}`;
    await Promise.all(Array.from({ length: people }, async (_, i) => {
      const member = await connect(room, { handshakeTimeout: 20_000 });
      await (i % 2 ? member.close() : member.kill());
    }));
    await eventually(() => assert.equal(watcher.seen('user_left').length, people), 20_000);
    const last = await enter(server, watcher.room);
    const { count } = await watcher.next((event) => event.type === 'user_joined' && event.user_id === last.id);
    assert.equal(count, 2);
    const ids = watcher.seen('user_left').map(({ user_id }) => user_id);
    assert.equal(new Set(ids).size, people);
  });

  it('loses nothing to a member that reads no more, and its memory comes back', async () => {
    const megabyte = 1024 * 1024;
    const message = '\u0001'.repeat(1000); // Six bytes each, as JSON.
    const rounds = Math.ceil((64 * megabyte) / 6_000 / 10 / 3); // 64 MB to the three in all.
    server = await startChat(['--message-rate', '0']);
    const [ann, bob, dead] = await gather(server, 3);
    await settle(ann, bob, dead);
    const before = await memoryOf(server.pid);
    dead.socket._socket.pause();

    let longestStall = 0;
    let last = performance.now();
    bob.socket.on('message', () => {
      longestStall = Math.max(longestStall, performance.now() - last);
      last = performance.now();
    });
    for (let round = 0; round < rounds; ++round) {
      for (let i = 0; i < 10; ++i) ann.send({ type: 'chat_message', message });
      for (let i = 0; i < 10; ++i) await ann.next('chat_message', 10_000);
    }
    await settle(ann, bob);

    assert.deepEqual(ann.seen('user_left').map(({ user_id }) => user_id), [dead.id]);
    const numbers = bob.seen('chat_message').map(({ seq }) => seq);
    assert.deepEqual(numbers.map((seq) => seq - numbers[0]), [...Array(rounds * 10 + 2).keys()]);
    assert.ok(longestStall < 2_000, `${longestStall} ms without a message`);
    await eventually(async () => {
      const more = (await memoryOf(server.pid)) - before;
      assert.ok(more < 24 * megabyte, `${Math.round(more / megabyte)} MB more than before`);
    });
    dead.socket._socket.resume();
    await within(5_000, 'the end of the dead member', dead.closed);
  });
});

/** Bytes of memory that the process holds. */
async function memoryOf(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'));
  return Number(kilobytes) * 1024;
}
