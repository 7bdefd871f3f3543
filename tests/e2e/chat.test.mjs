// /chat/:room_id as its members see it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { enter, gather, settle, startChat } from './harness.mjs';

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const anonymous = /^user_[0-9a-f]{16}$/;
const here = fileURLToPath(new URL('.', import.meta.url));

describe('a chat room', { timeout: 60_000 }, () => {
  let server;
  before(async () => (server = await startChat()));
  after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }));

  const says = (member, message, more) => member.send({ type: 'chat_message', message, ...more });
  const whatIsSaid = (members) => Promise.all(members.map((member) => member.next('chat_message')));

  /** What the member gets when it says this. */
  async function refusalOf(event) {
    const [ann, bob] = await gather(server, 2);
    ann.send(event);
    const { type, code, message, ...more } = await ann.next('error');
    assert.match(more.timestamp, timestamp);
    await settle(ann, bob);
    assert.equal(bob.seen('chat_message').length, 1); // The one of settle().
    return { type, code, message };
  }

  // ---- coming ----

  it('welcomes who comes, by the name of the room', async () => {
    const ann = await enter(server, 'the lobby');
    assert.equal(ann.welcome.message, 'Welcome to room the lobby');
    assert.match(ann.welcome.user_id, anonymous);
    assert.match(ann.welcome.timestamp, timestamp);
  });

  it('gives everybody an id of their own', async () => {
    const members = await gather(server, 3);
    assert.equal(new Set(members.map((member) => member.id)).size, 3);
  });

  it('tells the others, and only them, who came, with the new count', async () => {
    const [ann, bob, cid] = await gather(server, 3);
    await settle(ann, bob, cid);
    const joined = (who, count) => ({
      type: 'user_joined', message: 'A user joined the room', user_id: who.id, count,
    });
    assert.deepEqual(ann.seen('user_joined'), [joined(bob, 2), joined(cid, 3)]);
    assert.deepEqual(bob.seen('user_joined'), [joined(cid, 3)]);
    assert.deepEqual(cid.seen('user_joined'), []);
  });

  it('keeps rooms apart', async () => {
    const [ann] = await gather(server, 1);
    const [bob] = await gather(server, 1);
    says(ann, 'not for Bob');
    await settle(ann);
    await settle(bob);
    assert.deepEqual(bob.all.map((event) => event.message), [bob.welcome.message, 'settled?']);
  });

  it('passes the name on that somebody came with', async () => {
    const [ann] = await gather(server, 1);
    const bob = await enter(server, ann.room, { name: 'Bob 🙂' });
    assert.equal(bob.welcome.name, 'Bob 🙂');
    assert.equal((await ann.next('user_joined')).name, 'Bob 🙂');
    says(bob, 'hi');
    assert.equal((await ann.next('chat_message')).name, 'Bob 🙂');
    await bob.close();
    assert.equal((await ann.next('user_left')).name, 'Bob 🙂');
  });

  it('leaves out a name that is missing, empty or too long', async () => {
    const [ann] = await gather(server, 1);
    assert.ok(!('name' in ann.welcome));
    for (const name of ['', 'n'.repeat(65)]) {
      assert.ok(!('name' in (await enter(server, ann.room, { name })).welcome), name);
    }
  });

  it('takes a name of 64 code points, however many bytes they are', async () => {
    for (const name of ['n'.repeat(64), 'ü'.repeat(64), '🙂'.repeat(64)]) {
      assert.equal((await enter(server, 'names', { name })).welcome.name, name);
    }
  });

  // ---- talking ----

  it('gives a message to everybody, the sender too', async () => {
    const members = await gather(server, 3);
    says(members[1], 'Grüße 🙂 \u202eabc "<b>');
    for (const event of await whatIsSaid(members)) {
      assert.equal(event.message, 'Grüße 🙂 \u202eabc "<b>');
      assert.equal(event.user_id, members[1].id);
      assert.match(event.timestamp, timestamp);
    }
  });

  it('numbers messages from one by one, the same for everybody', async () => {
    const members = await gather(server, 3);
    for (let i = 0; i < 10; ++i) for (const member of members) says(member, `${i}`);
    const heard = [];
    for (let i = 0; i < 30; ++i) heard.push(await whatIsSaid(members));
    assert.deepEqual(heard.map(([event]) => event.seq - heard[0][0].seq), [...Array(30).keys()]);
    for (const [first, ...others] of heard) for (const other of others) assert.deepEqual(other, first);
  });

  it('answers a message that has a ref with its number, beside the broadcast', async () => {
    const [ann, bob] = await gather(server, 2);
    says(ann, 'hi', { ref: 'first' });
    const said = await bob.next('chat_message');
    const success = await ann.next('success');
    assert.equal(success.ref, 'first');
    assert.equal(success.data?.seq, said.seq, `${JSON.stringify(success)} for ${JSON.stringify(said)}`);
    assert.match(success.timestamp, timestamp);
    assert.deepEqual(await ann.next('chat_message'), said);
    assert.ok(!('ref' in said));
  });

  it('does not confirm a message without a ref', async () => {
    const [ann] = await gather(server, 1);
    await settle(ann);
    await settle(ann);
    assert.deepEqual(ann.seen('success'), []);
  });

  for (const [what, event] of Object.entries({
    'that is missing': {}, 'that is null': { message: null }, 'that is a number': { message: 5 },
    'that is an object': { message: { text: 'hi' } }, 'that is a list': { message: ['hi'] },
  })) {
    it(`requires a message: refuses one ${what}`, async () => {
      const refusal = await refusalOf({ type: 'chat_message', ...event });
      assert.deepEqual(refusal, { type: 'error', code: 'validation_failed', message: 'Message is required' });
    });
  }

  it('takes 1000 code points, however many bytes they are', async () => {
    const [ann] = await gather(server, 1);
    for (const character of ['x', 'ü', '🙂']) {
      says(ann, character.repeat(1000));
      assert.equal((await ann.next('chat_message')).message, character.repeat(1000));
    }
  });

  it('refuses 1001 code points', async () => {
    for (const character of ['x', '🙂']) {
      const refusal = await refusalOf({ type: 'chat_message', message: character.repeat(1001) });
      assert.deepEqual(refusal, { type: 'error', code: 'validation_failed', message: 'Message too long' });
    }
  });

  it('refuses what is only white space', async () => {
    for (const message of ['', '  ', '\t\r\n', '\u00a0\u2003\u3000']) {
      const refusal = await refusalOf({ type: 'chat_message', message });
      assert.deepEqual(refusal, { type: 'error', code: 'validation_failed', message: 'Message cannot be empty' });
    }
  });

  // ---- typing ----

  const typingOf = (member) => member.all.map((event) => event.type).filter((type) => /typing|left/.test(type));

  it('tells all but the typist who types and who stopped', async () => {
    const [ann, bob, cid] = await gather(server, 3);
    ann.send({ type: 'typing_start' });
    ann.send({ type: 'typing_stop' });
    for (const other of [bob, cid]) {
      for (const type of ['user_typing', 'user_stopped_typing']) {
        const event = await other.next(type);
        assert.match(event.timestamp, timestamp);
        assert.deepEqual(event, { type, user_id: ann.id, timestamp: event.timestamp });
      }
    }
    await settle(ann, bob, cid);
    assert.deepEqual(typingOf(ann), []);
  });

  it('reports a typist that disconnects as stopped, then as gone', async () => {
    const [ann, bob] = await gather(server, 2);
    bob.send({ type: 'typing_start' });
    await ann.next('user_typing');
    await bob.kill();
    await ann.next('user_left');
    await settle(ann);
    assert.deepEqual(typingOf(ann), ['user_typing', 'user_stopped_typing', 'user_left']);
  });

  it('reports a typist that stays silent for 10 s as stopped, once', async () => {
    const [ann, bob] = await gather(server, 2);
    bob.send({ type: 'typing_start' });
    const started = await ann.next('user_typing');
    const stopped = await ann.next('user_stopped_typing', 13_000);
    const silence = Date.parse(stopped.timestamp) - Date.parse(started.timestamp);
    assert.ok(silence >= 9_900 && silence < 12_000, `${silence} ms`);
    await bob.close();
    await ann.next('user_left');
    await settle(ann);
    assert.deepEqual(typingOf(ann), ['user_typing', 'user_stopped_typing', 'user_left']);
  });

  // ---- going ----

  for (const [how, leave] of Object.entries({
    closes: (member) => member.close(),
    'is cut off': (member) => member.kill(),
    'resets the connection': (member) => member.socket._socket.resetAndDestroy(),
  })) {
    it(`tells the others exactly once that somebody left who ${how}`, async () => {
      const [ann, bob, cid] = await gather(server, 3);
      await leave(cid);
      await Promise.all([ann.next('user_left'), bob.next('user_left')]);
      await settle(ann, bob);
      const left = { type: 'user_left', message: 'A user left the room', user_id: cid.id, count: 2 };
      assert.deepEqual([ann.seen('user_left'), bob.seen('user_left')], [[left], [left]]);
    });
  }

  it('tells the others exactly once that a client process was killed', async () => {
    const [ann] = await gather(server, 1);
    const script = "import WebSocket from 'ws'; new WebSocket(process.argv[1])";
    const url = `${server.wsUrl}/chat/${ann.room}`;
    const puppet = spawn(process.execPath, ['--input-type=module', '--eval', script, url], { cwd: here });
    const { user_id } = await ann.next('user_joined');
    puppet.kill('SIGKILL');
    await ann.next('user_left');
    await settle(ann);
    assert.deepEqual(ann.seen('user_left').map((event) => [event.user_id, event.count]), [[user_id, 1]]);
  });
});
