// What --print-asyncapi writes: a valid document, which the server keeps to.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import parserPackage from '@asyncapi/parser';
import { checksOf, fitting, messagesOf, printContract } from './contract.mjs';
import { enter, startChat } from './harness.mjs';

const { Parser } = parserPackage; // CommonJS
const addresses = {
  batched: '/batched', chat: '/chat/{room_id}', debug_echo: '/debug/echo', notifications: '/notifications',
  optimized: '/optimized', robust: '/robust', room: '/room/{room_id}', secure: '/secure/{resource_id}', user: '/user',
};

const print = (...args) => printContract('TROUPE_CHAT', ...args);

const namesOf = (...args) => Object.keys(messagesOf(...args)).sort();

describe('the contract', { timeout: 120_000 }, () => {
  let text, document;
  before(async () => (document = JSON.parse((text = await print('--debug-routes')))));

  it('has no errors for the AsyncAPI parser', async () => {
    const { document: parsed, diagnostics } = await new Parser().parse(text);
    assert.deepEqual(diagnostics.filter(({ severity }) => severity === 0), []);
    assert.equal(parsed.version(), '3.0.0');
    assert.equal(parsed.info().title(), 'troupe-chat');
    assert.deepEqual(parsed.channels().all().map((channel) => channel.address()).sort(), Object.values(addresses).sort());
  });

  it('has all nine channels, each in both directions', () => {
    const found = Object.entries(document.channels).map(([name, { address }]) => [name, address]);
    assert.deepEqual(Object.fromEntries(found), addresses);
    const operations = Object.keys(addresses).flatMap((name) => [`receive_${name}`, `send_${name}`]);
    assert.deepEqual(Object.keys(document.operations).sort(), operations.sort());
  });

  it('names the parameters of paths', () => {
    assert.deepEqual(Object.keys(document.channels.chat.parameters), ['room_id']);
    assert.equal(document.channels.user.parameters, undefined);
  });

  it('lists a channel\'s own messages and the common ones', () => {
    assert.deepEqual(namesOf(document, 'chat', 'receive'), ['chat_message', 'ping_event', 'typing_start', 'typing_stop']);
    assert.deepEqual(namesOf(document, 'room', 'send'), [
      'error_event', 'messages_dropped_event', 'pong_event', 'restart_event', 'room_info', 'room_moved_event',
      'success_event',
    ]);
    assert.deepEqual(namesOf(document, 'batched', 'receive'), ['any_event', 'ping_event']);
  });

  it('asks for a token where the route does, and lets it be refreshed there', () => {
    const guarded = Object.keys(addresses).filter((name) => document.operations[`receive_${name}`].security);
    assert.deepEqual(guarded, ['notifications', 'secure', 'user']);
    const refreshing = Object.keys(addresses).filter((name) => 'refresh_event' in messagesOf(document, name, 'receive'));
    assert.deepEqual(refreshing, guarded);
  });

  it('has text and bytes, and no events, where nothing is decoded', () => {
    const received = messagesOf(document, 'debug_echo', 'receive');
    assert.deepEqual(Object.values(received).map(({ contentType }) => contentType), ['text/plain', 'application/octet-stream']);
    assert.ok(!('success_event' in messagesOf(document, 'debug_echo', 'send')));
  });

  it('is the same each time, and lacks routes that are not served', async () => {
    assert.equal(await print('--debug-routes'), text);
    assert.deepEqual(Object.keys(JSON.parse(await print()).channels), Object.keys(addresses).filter((name) => name !== 'debug_echo'));
  });
});

describe('a chat room', { timeout: 60_000 }, () => {
  let server, received, sent;
  before(async () => {
    const document = JSON.parse(await print());
    [received, sent] = [checksOf(document, 'chat', 'receive'), checksOf(document, 'chat', 'send')];
    server = await startChat();
  });
  after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }));

  it('says only what its contract has', async () => {
    const ann = await enter(server, 'contract', { name: 'Ann' });
    const bob = await enter(server, 'contract');
    const requests = [
      { type: 'typing_start' }, { type: 'typing_stop', ref: null }, { type: 'chat_message', message: 'hi', ref: 'a' },
      { type: 'ping', ref: 1 }, { type: 'typing_start', ref: 2 },
    ];
    for (const request of requests) {
      assert.equal(fitting(received, request).length, 1, JSON.stringify(request));
      ann.send(request);
    }
    ann.send({ type: 'chat_message' });
    await ann.next('error');
    await ann.close();
    await bob.next('user_left');
    const seen = new Set();
    for (const event of [...ann.all, ...bob.all]) {
      const names = fitting(sent, event);
      assert.equal(names.length, 1, `${JSON.stringify(event)} is ${names}`);
      seen.add(names[0]);
    }
    assert.deepEqual([...seen].sort(), [
      'error_event', 'pong_event', 'said', 'success_event', 'user_joined', 'user_left', 'user_stopped_typing', 'user_typing', 'welcome',
    ]);
  });

  it('refuses what its contract lacks', async () => {
    const ann = await enter(server, 'contract');
    for (const event of [{ type: 'chat_message' }, { type: 'chat_message', message: 5 }, { type: 'shout' }, { type: 'ping', ref: true }]) {
      assert.deepEqual(fitting(received, event), []);
      ann.send(event);
      await ann.next('error');
    }
  });
});
