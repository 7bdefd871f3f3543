// What the server writes about itself, and what it must never write.

import assert from 'node:assert/strict';
import net from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, it } from 'node:test';
import { connect, enter, eventually, startChat } from './harness.mjs';

const servers = [];
const start = async (...args) => {
  servers.push(await startChat(...args));
  return servers.at(-1);
};

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

/** The lines on standard error. */
const logLines = (server) => server.logs().split('\n').filter((line) => line && !line.startsWith('troupe-chat '));

const jsonLines = (server) => logLines(server).map((line) => JSON.parse(line));

/** A line of text as an object, as if it were of JSON. */
function parseText(line) {
  const [, ts, level, event, rest] = /^(\S+) (\S+) (\S+)(.*)$/.exec(line);
  const fields = [...rest.matchAll(/ (\w+)=("(?:[^"\\]|\\.)*"|\S+)/g)];
  assert.equal(fields.map(([text]) => text).join(''), rest, line);
  return { ts, level, event, ...Object.fromEntries(fields.map(([, key, value]) => [key, value.startsWith('"') ? JSON.parse(value) : value])) };
}

const textLines = (server) => logLines(server).map(parseText);

/** Sends these bytes and waits until the server ends the connection. */
async function request(server, text) {
  const socket = net.connect(server.port, '127.0.0.1').on('error', () => {});
  socket.resume();
  socket.end(text);
  await once(socket, 'close');
}

for (const [format, lines] of [['text', textLines], ['json', jsonLines]]) {
  describe(`a log of ${format}`, { timeout: 60_000 }, () => {
    const startLoud = (...args) => start(['--log-format', format, '--log-level', 'debug', ...args]);

    it('has a time, a level and an event in every line', async () => {
      const server = await startLoud();
      await (await enter(server, 'lobby')).close();
      await server.stop();
      const all = lines(server);
      assert.ok(all.length >= 5, server.logs());
      for (const line of all) {
        assert.match(line.ts, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        assert.match(line.level, /^(debug|info|warning|error)$/);
        assert.match(line.event, /^[a-z_]+$/);
        for (const value of Object.values(line)) assert.equal(typeof value, 'string');
      }
    });

    it('calls a connection the same from its first line to its last', async () => {
      const server = await startLoud();
      const ann = await enter(server, 'lobby');
      const bob = await enter(server, 'lobby');
      await ann.close();
      await bob.kill();
      await eventually(() => assert.equal(lines(server).filter(({ event }) => event === 'connection_closed').length, 2));
      const events = (connection) => lines(server).filter((line) => line.connection === connection).map(({ event }) => event);
      const life = ['connection_opened', 'session_opened', 'session_closed', 'connection_closed'];
      const ids = lines(server).filter(({ event }) => event === 'connection_opened').map(({ connection }) => connection);
      assert.equal(new Set(ids).size, 2);
      for (const id of ids) assert.deepEqual(events(id), life);
      const users = lines(server).filter(({ event }) => event === 'session_opened').map(({ user }) => user);
      assert.deepEqual(users.sort(), [ann.id, bob.id].sort());
      assert.ok(lines(server).every(({ event, address }) => address === undefined || event === 'connection_opened'));
    });

    it('names the connection that read too slowly, for those who read no details', async () => {
      const server = await start(['--log-format', format, '--debug-routes', '--max-queue-bytes', '1000']);
      const slow = await connect(`${server.wsUrl}/debug/echo`);
      slow.socket._socket.pause();
      for (let i = 0; i < 300; ++i) slow.sendText('x'.repeat(60_000));
      await eventually(() => assert.match(server.logs(), /slow_client/));
      const [line] = lines(server);
      assert.match(line.connection, /^[1-9]\d*$/);
      assert.equal(line.address, '127.0.0.1');
      assert.ok(Number(line.queued) > 1000);
      await slow.kill();
    });

    it('writes in one line of printable ASCII what a client puts into a close frame', async () => {
      const server = await startLoud();
      const reason = 'a\r\n2026-01-01T00:00:00.000Z error forged\u2028\u0085\x1b[31m"}';
      const forger = await enter(server, 'lobby');
      forger.socket.close(1000, reason);
      await forger.closed;
      await eventually(() => assert.ok(lines(server).some((line) => line.event === 'session_closed')));
      assert.equal(lines(server).find((line) => line.event === 'session_closed').reason, reason);
      for (const line of logLines(server)) assert.match(line, /^[\x20-\x7e]+$/);
      assert.ok(lines(server).every(({ event }) => event !== 'forged'));
    });

    it('never has a query, a header or a message in it', async () => {
      const server = await startLoud('--allow-origin', 'https://example.org', '--max-header-bytes', '2000',
        '--message-rate', '10', '--message-burst', '10', '--rate-strikes', '5');
      const secrets = ['query-secret', 'bearer-secret', 'cookie-secret', 'message-secret', 'protocol-secret', 'path-secret'];
      const headers = { Authorization: 'Bearer bearer-secret', Cookie: 'session=cookie-secret', Origin: 'https://example.org' };
      const query = '?token=query-secret&access_token=query%2Dsecret&name=query-secret';

      const guest = { Cookie: headers.Cookie, Origin: headers.Origin };
      const open = '?access_token=query%2Dsecret&name=query-secret';
      const member = await connect(`${server.wsUrl}/chat/lobby${open}`, { headers: guest, protocols: ['protocol-secret'] }).catch(() => null)
        ?? await connect(`${server.wsUrl}/chat/lobby${open}`, { headers: guest });
      for (const text of ['message-secret', '{"type":"message-secret"}', '{"type":"chat_message","message":"message-secret"}']) {
        member.sendText(text);
      }
      for (let i = 0; i < 30; ++i) member.send({ type: 'message-secret' });
      await member.closed;

      // Each way to be refused.
      const headerLines = Object.entries({ Host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`).join('');
      for (const head of [
        `GET /chat/lobby${query} HTTP/1.1\r\n`, `GET /path-secret${query} HTTP/1.1\r\n`, `POST /chat/lobby${query} HTTP/1.1\r\n`,
        `GET /chat/%00path-secret${query} HTTP/1.1\r\n`, `GET /%zz${query} HTTP/1.1\r\n`, `GET /healthz${query} HTTP/1.1\r\n`,
        `GET /chat/lobby${query} HTTP/1.1\r\nHost: twice\r\n`, `GET /chat/lobby${query} HTTP/1.1\r\nbroken message-secret\r\n`,
        `message-secret`, `GET /chat/lobby${query} HTTP/1.1\r\nX-Long: ${'x'.repeat(2000)}\r\n`,
      ]) {
        await request(server, `${head}${headerLines}\r\n`);
      }
      for (const bad of [{ origin: 'https://query-secret.example' }, { headers, protocolVersion: 8 }]) {
        await assert.rejects(connect(`${server.wsUrl}/chat/lobby${query}`, bad));
      }
      await server.stop();

      assert.ok(logLines(server).filter((line) => line.includes('http')).length >= 10, server.logs());
      for (const secret of [...secrets, 'Bearer', 'token', 'secret']) {
        assert.ok(!server.logs().includes(secret), `${secret} is in the log:\n${server.logs()}`);
      }
    });
  });
}

describe('the log', { timeout: 60_000 }, () => {
  it('says nothing about requests that are refused unless it is asked for details', async () => {
    const server = await start();
    for (let i = 0; i < 20; ++i) assert.equal((await fetch(`${server.url}/no/such/page`)).status, 404);
    await (await enter(server, 'lobby')).kill();
    assert.deepEqual(logLines(server), []);
  });

  it('cuts off an event that floods, and says how many of its lines are missing', async () => {
    // It comes five times a second while connections wait that cannot be accepted.
    const server = await start(['--log-rate', '1'], { through: ['bash', '-c', 'ulimit -n 64; exec "$0" "$@"'] });
    const sockets = Array.from({ length: 150 }, () => net.connect(server.port, '127.0.0.1').on('error', () => {}));
    await eventually(() => assert.match(server.logs(), /descriptors_exhausted dropped=[1-9]/), 10_000);
    for (const socket of sockets) socket.destroy();
    const [first, second] = textLines(server);
    assert.equal(first.dropped, undefined);
    assert.ok(new Date(second.ts) - new Date(first.ts) >= 900, `${first.ts}, ${second.ts}`);
  });

  it('refuses a format that it does not know', async () => {
    await assert.rejects(startChat(['--log-format', 'xml']), /--log-format: not known: xml/);
  });
});
