// What all channels have in common, seen at /chat: bad messages, refs, limits and the end of the server.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { enter, gather, settle, startChat, within } from './harness.mjs';

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What `send` sends leaves in one piece. */
function atOnce(member, send) {
  member.socket._socket.cork();
  send();
  member.socket._socket.uncork();
}

describe('any channel', { timeout: 30_000 }, () => {
  let server, ann;
  before(async () => (server = await startChat()));
  after(() => server.stop());
  beforeEach(async () => ([ann] = await gather(server, 1)));
  afterEach(async () => {
    await settle(ann); // Whatever was sent, the connection stays.
    await ann.close();
  });

  /** What the server answers to this text. */
  async function answerTo(text, type = 'error') {
    ann.sendText(text);
    const answer = await ann.next(type);
    assert.match(answer.timestamp, timestamp);
    return answer;
  }

  // ---- bad messages ----

  for (const [what, text] of Object.entries({
    'no text': '',
    'no JSON': 'hello',
    'half an object': '{"type":"ping"',
    'two objects': '{"type":"ping"}{"type":"ping"}',
    'a list': '[{"type":"ping"}]',
    'a number': '42',
    'null': 'null',
    'a string': '"ping"',
    'a trailing comma': '{"type":"ping",}',
    'a comment': '{"type":"ping"} // now',
    'a byte order mark': '\ufeff{"type":"ping"}',
    'NaN': '{"type":"ping","x":NaN}',
    'a raw control character': '{"type":"ping","x":"\u0000"}',
  })) {
    it(`calls ${what} invalid JSON`, async () => {
      const { type, code, message } = await answerTo(text);
      assert.deepEqual({ type, code, message }, { type: 'error', code: 'invalid_json', message: 'Invalid JSON format' });
    });
  }

  const nested = (levels) => `{"type":"ping","x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

  it('takes 32 levels of nesting', async () => {
    await answerTo(nested(32), 'pong');
  });

  it('calls 33 levels of nesting, and a great many, invalid JSON', async () => {
    for (const text of [nested(33), '['.repeat(60_000), '{"a":'.repeat(10_000)]) {
      assert.equal((await answerTo(text)).code, 'invalid_json');
    }
  });

  it('does not count brackets in strings as nesting', async () => {
    await answerTo(JSON.stringify({ type: 'ping', x: '\\"[{'.repeat(100) }), 'pong');
  });

  it('names the type that it does not know', async () => {
    for (const type of ['dance', 'chat_message ', 'Ping', '', '__proto__', 'täglich "x"']) {
      const { code, message } = await answerTo(JSON.stringify({ type }));
      assert.deepEqual([code, message], ['unknown_type', `Unknown message type: ${type}`]);
    }
  });

  it('does not know a type that is missing or no string', async () => {
    for (const text of ['{}', '{"type":null}', '{"type":7}', '{"type":["ping"]}', '{"type":{}}']) {
      const { code, message } = await answerTo(text);
      assert.equal(code, 'unknown_type', text);
      assert.match(message, /^Unknown message type: /);
    }
  });

  it('ignores fields that it does not know', async () => {
    await answerTo('{"type":"ping","colour":"red","__proto__":{"x":1},"more":[1e3]}', 'pong');
  });

  it('answers a binary frame with an error', async () => {
    ann.socket.send(Buffer.from('{"type":"ping"}'));
    const { code, message } = await ann.next('error');
    assert.equal(typeof code, 'string');
    assert.match(message, /binary/i);
  });

  // ---- ping and ref ----

  it('answers ping with pong', async () => {
    const pong = await answerTo('{"type":"ping"}', 'pong');
    assert.deepEqual(pong, { type: 'pong', timestamp: pong.timestamp });
  });

  for (const ref of ['a "ref"', '', 17, 0, -1.5]) {
    it(`repeats the ref ${JSON.stringify(ref)} in pong, error and success`, async () => {
      ann.send({ type: 'ping', ref });
      assert.strictEqual((await ann.next('pong')).ref, ref);
      ann.send({ type: 'dance', ref });
      assert.strictEqual((await ann.next('error')).ref, ref);
      ann.send({ type: 'chat_message', message: ' ', ref });
      assert.strictEqual((await ann.next('error')).ref, ref);
      ann.send({ type: 'typing_start', ref });
      assert.strictEqual((await ann.next('success')).ref, ref);
    });
  }

  it('does not repeat the ref in the next answer', async () => {
    ann.send({ type: 'ping', ref: 1 });
    ann.send({ type: 'ping' });
    assert.strictEqual((await ann.next('pong')).ref, 1);
    assert.ok(!('ref' in (await ann.next('pong'))));
  });

  it('answers a WebSocket ping with the same payload', async () => {
    ann.socket.ping('are you there?');
    const [payload] = await within(5_000, 'the pong', once(ann.socket, 'pong'));
    assert.equal(String(payload), 'are you there?');
  });

  it('answers 200 messages that come at once in order', async () => {
    atOnce(ann, () => {
      for (let ref = 0; ref < 200; ++ref) ann.send({ type: 'ping', ref });
    });
    for (let ref = 0; ref < 200; ++ref) assert.equal((await ann.next('pong')).ref, ref);
  });
});

describe('the limits', { timeout: 30_000 }, () => {
  let server;
  const start = async (...args) => (server = await startChat(args));
  afterEach(() => server.stop());

  it('tell who sends too much when to go on, and serve it then', async () => {
    const [ann] = await gather(await start('--message-rate', '5', '--message-burst', '5'), 1);
    atOnce(ann, () => {
      for (let ref = 1; ref <= 6; ++ref) ann.send({ type: 'ping', ref });
    });
    const error = await ann.next('error');
    assert.equal(error.code, 'rate_limited');
    assert.equal(error.ref, 6);
    assert.ok(error.retry_after_ms > 0 && error.retry_after_ms <= 200, `${error.retry_after_ms} ms`);
    assert.equal(ann.seen('pong').length, 5);
    await pass(error.retry_after_ms + 1);
    ann.send({ type: 'ping', ref: 7 });
    await ann.next((event) => event.ref === 7 && event.type === 'pong');
  });

  it('close with 1008 who goes on', async () => {
    await start('--message-rate', '1', '--message-burst', '5', '--rate-strikes', '10');
    const [ann, bob] = await gather(server, 2);
    atOnce(ann, () => {
      for (const text of ['{"type":"ping"}', 'no JSON']) for (let i = 0; i < 15; ++i) ann.sendText(text);
    });
    assert.equal((await within(5_000, 'the close', ann.closed)).code, 1008);
    assert.deepEqual(ann.seen('error').map(({ code }) => code), Array(10).fill('rate_limited'));
    assert.equal(ann.seen('pong').length, 5);
    await bob.next('user_left');
    await settle(bob);
  });

  it('let a message of 64 KiB pass and close with 1009 on one byte more', async () => {
    const [ann, bob] = await gather(await start(), 2);
    const ping = (bytes) => '{"type":"ping"}'.padEnd(bytes);
    ann.sendText(ping(65_536));
    await ann.next('pong');
    ann.sendText(ping(65_537));
    assert.equal((await within(5_000, 'the close', ann.closed)).code, 1009);
    await bob.next('user_left');
  });

  it('drop who answers no ping, and tell the others once; who answers stays', async () => {
    const [ann] = await gather(await start('--ping-interval', '0.2', '--pong-timeout', '0.2'), 1);
    const bob = await enter(server, ann.room, { autoPong: false });
    await ann.next('user_left');
    await within(5_000, 'the cut', bob.closed);
    for (let i = 0; i < 3; ++i) await within(5_000, 'a ping', once(ann.socket, 'ping'));
    await settle(ann);
    assert.equal(ann.seen('user_left').length, 1);
  });

  it('close with 1013 who reads too slowly, while the others get everything', async () => {
    await start('--max-queue-bytes', '65536', '--message-rate', '0', '--close-timeout', '20');
    const [ann, bob, slow] = await gather(server, 3);
    slow.socket._socket.pause();
    const message = '\u0001'.repeat(1000); // Six bytes each, as JSON.
    let sent = 0;
    while (ann.seen('user_left').length === 0 && sent < 10_000) {
      for (let i = 0; i < 10; ++i, ++sent) ann.send({ type: 'chat_message', message });
      for (let i = 0; i < 10; ++i) await ann.next('chat_message');
    }
    slow.socket._socket.resume();
    assert.equal((await within(5_000, 'the close', slow.closed)).code, 1013);
    assert.equal((await ann.next('user_left')).user_id, slow.id);
    await settle(ann, bob);
    assert.deepEqual(bob.seen('chat_message'), ann.seen('chat_message'));
    assert.equal(bob.seen('chat_message').length, sent + 1);
  });
});

describe('a server that stops', () => {
  it('says so to everybody, closes with 1012 and ends with 0', async () => {
    const server = await startChat(['--come-back-within', '2']);
    const members = await gather(server, 3);
    const ended = server.stop();
    for (const member of members) {
      const notice = await member.next('system');
      assert.equal(notice.message, 'Server is restarting');
      assert.equal(notice.reconnect, true);
      assert.ok(notice.retry_after_ms >= 0 && notice.retry_after_ms <= 2000);
      assert.match(notice.timestamp, timestamp);
      assert.equal((await member.closed).code, 1012);
    }
    assert.deepEqual(await ended, { code: 0, signal: null });
  });
});
