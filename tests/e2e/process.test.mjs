// The program as a process: its port, its options, its signals and what it does when something runs out.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { connect, enter, eventually, freePorts, gather, settle, startChat, within } from './harness.mjs';

const servers = [];
const start = async (...args) => {
  servers.push(await startChat(...args));
  return servers.at(-1);
};
const wellEnded = { code: 0, signal: null };

afterEach(async () => {
  for (const { process } of servers) process.kill('SIGCONT');
  for (const server of servers.splice(0)) await server.stop();
});

/** Talks without a pause until the connection ends. */
async function chatter(member) {
  for (;;) {
    member.send({ type: 'chat_message', message: member.id });
    await member.next((event) => event.message === member.id);
  }
}

/** What the server says instead of letting this client in. */
async function refusal(url, options) {
  const error = await connect(url, options).then(() => assert.fail('it was let in'), (why) => why);
  assert.ok(error.status, String(error));
  return { status: error.status, body: JSON.parse(error.body) };
}

describe('the port', { timeout: 30_000 }, () => {
  it('that is taken is named in a message, and the program ends with 1', async () => {
    const { port } = await start();
    await assert.rejects(startChat(['--port', `${port}`]), ({ message }) => {
      assert.match(message, /ended with 1 before it listened/);
      assert.ok(message.includes(`127.0.0.1:${port}`), message);
      return true;
    });
  });

  it('can come from the environment', async () => {
    const [port] = await freePorts(1);
    assert.equal((await start([], { env: { TROUPE_PORT: `${port}` } })).port, port);
  });

  const inFile = async (text, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'troupe-'));
    try {
      const file = join(folder, 'chat.ini');
      await writeFile(file, text);
      await use(['--config', file]);
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it('can come from a file', async () => {
    const [port] = await freePorts(1);
    await inFile(`port=${port}\nmax-connections=1\n`, async (args) => {
      const server = await start(args);
      assert.equal(server.port, port);
      await enter(server, 'lobby');
      assert.equal((await refusal(`${server.wsUrl}/chat/lobby`)).status, 503);
    });
  });

  it('comes from the environment rather than from a file, and from a flag rather than from both', async () => {
    const env = { TROUPE_MAX_CONNECTIONS: '2' };
    await inFile('port=0\nmax-connections=1\n', async (args) => {
      await gather(await start(args, { env }), 2);
      const server = await start([...args, '--max-connections', '1'], { env });
      await enter(server, 'lobby');
      assert.equal((await refusal(`${server.wsUrl}/chat/lobby`)).status, 503);
    });
  });

  it('of a server that was killed can be taken at once', async () => {
    const first = await start();
    const members = await gather(first, 5);
    first.process.kill('SIGKILL');
    await Promise.all(members.map((member) => member.closed));
    const second = await start(['--port', `${first.port}`]);
    await settle(...(await gather(second, 2)));
  });
});

describe('a signal', { timeout: 60_000 }, () => {
  it('to end, in full traffic, closes everybody with 1012 and ends with 0', async () => {
    const server = await start(['--message-rate', '0']);
    const members = await gather(server, 20);
    for (const member of members) chatter(member).catch(() => {});
    await members[0].next((event) => event.seq === 200);
    assert.deepEqual(await server.stop(), wellEnded);
    const closes = await Promise.all(members.map((member) => member.closed));
    assert.deepEqual(closes.map(({ code }) => code), Array(20).fill(1012));
    for (const member of members) assert.equal(member.all.at(-1).reconnect, true);
  });

  it('to end, given twice, is no crash and waits for nobody who does not answer', async () => {
    const server = await start(['--close-timeout', '30', '--drain-timeout', '30']);
    const [ann, deaf] = await gather(server, 2);
    deaf.socket._socket.pause();
    server.process.kill('SIGTERM');
    assert.equal((await ann.closed).code, 1012);
    server.process.kill('SIGTERM');
    assert.deepEqual(await within(10_000, 'the end', server.exited), wellEnded);
  });

  it('to end lets the server go when nobody is there', async () => {
    const server = await start();
    server.process.kill('SIGINT');
    assert.deepEqual(await within(5_000, 'the end', server.exited), wellEnded);
  });

  it('to hang up changes nothing', async () => {
    const server = await start();
    const members = await gather(server, 2);
    server.process.kill('SIGHUP');
    await settle(...members);
    await enter(server, members[0].room);
  });

  it('to pause for 3 s loses no member, none of their messages and no pong', async () => {
    const server = await start(['--ping-interval', '0.3', '--pong-timeout', '2']);
    const [ann, bob] = await gather(server, 2);
    const late = await enter(server, 'other', { autoPong: false });
    await within(5_000, 'a ping', once(late.socket, 'ping'));
    server.process.kill('SIGSTOP');
    late.socket.pong();
    for (let i = 0; i < 10; ++i) ann.send({ type: 'chat_message', message: `${i}` });
    await pass(3_000);
    server.process.kill('SIGCONT');
    for (let i = 0; i < 10; ++i) assert.equal((await bob.next('chat_message')).message, `${i}`);
    late.send({ type: 'ping' });
    await late.next('pong');
    await settle(ann, bob);
    assert.deepEqual(ann.seen('user_left'), []);
  });
});

describe('a server with few descriptors', { timeout: 30_000 }, () => {
  const clockTicks = 100; // a second

  /** Seconds that the process has computed. */
  async function cpuTime(pid) {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / clockTicks;
  }

  it('serves who is in, does not spin, and lets others in afterwards', async () => {
    const server = await start([], { through: ['bash', '-c', 'ulimit -n 64; exec "$0" "$@"'] });
    const members = await gather(server, 2);
    const sockets = Array.from({ length: 150 }, () => net.connect(server.port, '127.0.0.1').on('error', () => {}));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));

    await settle(...members);
    const before = await cpuTime(server.pid);
    await pass(2_000);
    const spent = (await cpuTime(server.pid)) - before;
    assert.ok(spent < 0.2, `${spent} s of 2 s`);
    await assert.rejects(connect(`${server.wsUrl}/chat/lobby`, { handshakeTimeout: 500 }));
    await settle(...members);

    for (const socket of sockets) socket.destroy();
    await eventually(() => gather(server, 10), 10_000);
    await settle(...members);
  });
});

describe('the door', { timeout: 30_000 }, () => {
  it('lets in as many as there may be, and others when they have gone', async () => {
    const server = await start(['--max-connections', '2']);
    const [, bob] = await gather(server, 2);
    const { status, body } = await refusal(`${server.wsUrl}/chat/lobby`);
    assert.deepEqual([status, body.type, body.code], [503, 'error', 'unavailable']);
    assert.equal(typeof body.message, 'string');
    await bob.close();
    await eventually(() => enter(server, 'lobby'));
  });

  it('lets in as many from one address as there may be', async () => {
    const server = await start(['--max-connections-per-address', '2']);
    const [, bob] = await gather(server, 2);
    const { status, body } = await refusal(`${server.wsUrl}/chat/lobby`);
    assert.deepEqual([status, body.type, body.code], [429, 'error', 'too_many_connections']);
    await enter(server, 'lobby', { localAddress: '127.0.0.2' });
    await bob.kill();
    await eventually(() => enter(server, 'lobby'));
  });

  it('refuses pages of origins that are not allowed, and lets programs in', async () => {
    const server = await start(['--allow-origin', 'https://example.org', '--allow-origin', 'http://localhost:3000']);
    const room = `${server.wsUrl}/chat/lobby`;
    for (const origin of [
      'https://example.com', 'http://example.org', 'https://example.org.example.com', 'https://notexample.org',
      'https://example.org:8443', 'https://user@example.org', 'https://example.org@example.com', 'null',
    ]) {
      const { status, body } = await refusal(room, { origin });
      assert.deepEqual([status, body.code], [403, 'access_denied'], origin);
    }
    await connect(room, { origin: 'https://example.org' });
    await connect(room, { origin: 'http://localhost:3000' });
    await connect(room);
  });

  it('lets pages of any origin in when no list is given', async () => {
    await connect(`${(await start()).wsUrl}/chat/lobby`, { origin: 'https://example.com' });
  });

  it('says that the server is well', async () => {
    const response = await fetch(`${(await start()).url}/healthz`);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { status: 'ok' });
  });

  it('says what is wrong with a request that is no WebSocket, or goes nowhere', async () => {
    const server = await start();
    const plain = await fetch(`${server.url}/chat/lobby`);
    assert.deepEqual([plain.status, (await plain.json()).type], [426, 'error']);
    assert.deepEqual((await refusal(`${server.wsUrl}/no/such/route`)).status, 404);
  });
});
