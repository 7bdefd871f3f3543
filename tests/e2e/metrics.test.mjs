// What the server counts, and the page that Prometheus reads.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import net from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { connect, enter, eventually, gather, settle, startChat, within } from './harness.mjs';

const servers = [];
const start = async (args = [], options = {}) => {
  servers.push(await startChat(['--metrics-port', '0', ...args], options));
  return servers.at(-1);
};

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

// ---- the page ----

function metricsUrl(server) {
  return /troupe-chat metrics on (http:\/\/\S+)/.exec(server.logs())[1];
}

async function page(server) {
  const response = await fetch(metricsUrl(server));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  return response.text();
}

/** All samples by name and labels, as they are written: `name{label="value"}`. */
async function scrape(server) {
  const lines = (await page(server)).split('\n').filter((line) => line && !line.startsWith('#'));
  return Object.fromEntries(lines.map((line) => {
    const [, name, value] = /^(.*) (\S+)$/.exec(line);
    return [name, Number(value)];
  }));
}

/** How much each sample that changed has grown since `before`. */
async function grown(server, before) {
  const now = await scrape(server);
  const changes = Object.keys(now).map((name) => [name, now[name] - (before[name] ?? 0)]);
  return Object.fromEntries(changes.filter(([, by]) => by !== 0));
}

/** Waits until these have grown by so much, and says if they end up elsewhere. */
function growsBy(server, before, expected) {
  return eventually(async () => {
    const changes = await grown(server, before);
    const seen = Object.keys(expected).map((name) => [name, changes[name] ?? 0]);
    assert.deepEqual(Object.fromEntries(seen), expected);
  });
}

const dropped = (reason) => `troupe_connections_dropped_total{reason="${reason}"}`;
const responses = (status) => `troupe_http_responses_total{status="${status}"}`;
const errors = (code) => `troupe_errors_total{code="${code}"}`;
const chatRoute = '{route="/chat/:room_id"}';

/** Everything that was dropped, by reason. */
async function drops(server) {
  const samples = Object.entries(await scrape(server));
  const of = samples.map(([name, value]) => [/dropped_total\{reason="(\w+)"/.exec(name)?.[1], value]);
  return Object.fromEntries(of.filter(([reason, value]) => reason && value > 0));
}

// ---- tests ----

describe('the page of metrics', { timeout: 60_000 }, () => {
  /** The rows of the table in docs/operations.md whose first column has this title. */
  async function documented(title) {
    const text = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
    const table = text.slice(text.indexOf(`\n| ${title} |`) + 1).split('\n\n')[0];
    return table.split('\n').slice(2).map((row) => row.split('|').map((cell) => cell.trim().replaceAll('`', '')).slice(1));
  }

  const inCluster = ['--node', 'a', '--cluster-listen', '127.0.0.1:19731', '--peer', 'b=127.0.0.1:19732'];

  it('has what the table in the documentation says, and nothing else', async () => {
    const text = await page(await start(inCluster));
    const labels = (name) => [...new Set([...text.matchAll(new RegExp(`^${name}\\{(\\w+)=`, 'gm'))].map(([, label]) => label))];
    const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)];
    const served = types.map(([, name, type]) => [name, type, labels(name).join()]);
    const table = (await documented('metric')).map(([name, type, label]) => [name, type, label]);
    assert.deepEqual(served.sort(), table.sort());
  });

  it('has the reasons of drops that the documentation explains', async () => {
    const text = await page(await start());
    const served = [...text.matchAll(/dropped_total\{reason="(\w+)"\}/g)].map(([, reason]) => reason);
    const table = (await documented('`reason`')).map(([reason]) => reason);
    assert.deepEqual(served.sort(), table.sort());
  });

  it('speaks of links only where there may be some', async () => {
    assert.doesNotMatch(await page(await start()), /troupe_cluster_/);
    const peers = Object.entries(await scrape(await start(inCluster))).filter(([name]) => name.startsWith('troupe_cluster_'));
    assert.deepEqual(peers.filter(([name, value]) => !name.endsWith('{peer="b"}') || value !== 0), []);
    assert.equal(peers.length, 7);
  });

  it('is on a port of its own only, when there is one', async () => {
    const server = await start();
    assert.notEqual(new URL(metricsUrl(server)).port, String(server.port));
    assert.equal((await fetch(`${server.url}/metrics`)).status, 404);
    assert.equal((await fetch(new URL('/healthz', metricsUrl(server)))).status, 404);
    servers.push(await startChat());
    assert.doesNotMatch(servers.at(-1).logs(), /metrics/);
  });

  it('is not counted itself', async () => {
    const server = await start();
    const before = await scrape(server);
    for (let i = 0; i < 10; ++i) await page(server);
    const changes = Object.keys(await grown(server, before)).filter((name) => /^troupe_.*_total/.test(name));
    assert.deepEqual(changes, []);
  });

  it('can be read when the server is full, and while it stops', async () => {
    const server = await start(['--max-connections', '2', '--drain-timeout', '30', '--close-timeout', '30']);
    const [ann, deaf] = await gather(server, 2);
    assert.equal((await fetch(`${server.url}/healthz`)).status, 503);
    await growsBy(server, {}, { [responses(503)]: 1, troupe_connections_open: 2 });
    deaf.socket._socket.pause();
    server.process.kill('SIGTERM');
    await ann.closed;
    await growsBy(server, {}, { troupe_connections_open: 1, [`troupe_sessions_open${chatRoute}`]: 0 });
    server.process.kill('SIGTERM');
    assert.deepEqual(await within(10_000, 'the end', server.exited), { code: 0, signal: null });
  });
});

describe('traffic', { timeout: 60_000 }, () => {
  const joinBytes = (events) => events.reduce((sum, event) => {
    const payload = Buffer.byteLength(JSON.stringify(event));
    return sum + payload + (payload < 126 ? 2 : 4);
  }, 0);

  it('is counted exactly: three who say five things each', async () => {
    const server = await start();
    const before = await scrape(server);
    const members = await gather(server, 3);
    await growsBy(server, before, {
      troupe_connections_total: 3,
      troupe_connections_open: 3,
      [responses(101)]: 3,
      [`troupe_sessions_total${chatRoute}`]: 3,
      [`troupe_sessions_open${chatRoute}`]: 3,
      'troupe_sessions_open{route="/room/:room_id"}': 0,
      troupe_rooms_total: 1,
      troupe_rooms_open: 1,
      troupe_messages_received_total: 0,
      troupe_messages_sent_total: 6, // 3 are welcomed, and told of 0, 1 and 2 who came.
      troupe_publications_total: 3,
      troupe_frames_sent_total: 9, // The answers to the handshakes too.
    });

    const entered = await scrape(server);
    const line = { type: 'chat_message', message: 'hello' };
    for (let i = 0; i < 5; ++i) for (const member of members) member.send(line);
    const heard = [];
    for (const member of members) for (let i = 0; i < 15; ++i) heard.push(await member.next('chat_message'));
    await growsBy(server, entered, {
      troupe_messages_received_total: 15,
      troupe_messages_sent_total: 45,
      troupe_publications_total: 15,
      troupe_frames_sent_total: 45,
      troupe_received_bytes_total: 15 * (JSON.stringify(line).length + 6), // A header of 2, a mask of 4.
      troupe_sent_bytes_total: joinBytes(heard),
      troupe_connections_total: 0,
      troupe_send_queue_bytes: 0,
    });
    const { troupe_socket_sends_total: sends } = await grown(server, entered);
    assert.ok(sends >= 3 && sends <= 45, `${sends} sends for 45 frames`);

    for (const member of members) await member.close();
    await growsBy(server, before, {
      troupe_connections_open: 0, troupe_connections_total: 3, troupe_rooms_open: 0, troupe_rooms_total: 1,
      [`troupe_sessions_open${chatRoute}`]: 0, [`troupe_sessions_total${chatRoute}`]: 3,
    });
    assert.deepEqual(await drops(server), {});
  });

  it('how sockets are read and written, as the log says', async () => {
    const loops = ['0', '1'].map((loop) => `troupe_loop_io_uring{loop="${loop}"}`);
    for (const [args, expected] of [[['--io', 'epoll'], /^send$/], [[], /^(io_uring|send)$/]]) {
      const server = await start(['--loops', '2', '--log-level', 'info', ...args]);
      const [, way] = / io sends=(\w+) why=/.exec(server.logs());
      assert.match(way, expected);
      const samples = await scrape(server);
      assert.deepEqual(loops.map((loop) => samples[loop]), Array(2).fill(way === 'io_uring' ? 1 : 0));
    }
  });

  it('that is refused is counted by the code of the error', async () => {
    const server = await start(['--message-rate', '1', '--message-burst', '5']);
    const ann = await enter(server, 'lobby');
    for (const text of ['{', '[]', '{"type":"nonsense"}', '{"type":"chat_message"}']) ann.sendText(text);
    ann.socket.send(Buffer.from([1, 2, 3]));
    for (let i = 0; i < 3; ++i) ann.send({ type: 'ping' });
    for (let i = 0; i < 8; ++i) await ann.next('error');
    await growsBy(server, {}, {
      [errors('invalid_json')]: 2, [errors('unknown_type')]: 1, [errors('validation_failed')]: 1,
      [errors('unsupported')]: 1, [errors('rate_limited')]: 3, [errors('internal')]: 0,
      troupe_messages_received_total: 8, troupe_messages_sent_total: 9, troupe_handler_faults_total: 0,
    });
    assert.deepEqual(await drops(server), {});
  });

  it('of requests is counted by status', async () => {
    const server = await start(['--allow-origin', 'https://example.org', '--max-header-bytes', '1000']);
    const status = async (path, options) => (await fetch(server.url + path, options)).status;
    assert.equal(await status('/'), 200);
    assert.equal(await status('/healthz'), 200);
    assert.equal(await status('/healthz', { method: 'POST' }), 405);
    for (const path of ['/no', '/such', '/page']) assert.equal(await status(path), 404);
    assert.equal(await status('/chat/lobby'), 426);
    assert.equal(await status('/', { headers: { 'X-Long': 'x'.repeat(1000) } }), 431);
    await assert.rejects(connect(`${server.wsUrl}/chat/lobby`, { origin: 'https://example.com' }), { status: 403 });
    await assert.rejects(connect(`${server.wsUrl}/chat/a%00b`), { status: 400 });
    await connect(`${server.wsUrl}/chat/lobby`);
    const all = { 101: 1, 200: 2, 400: 1, 401: 0, 403: 1, 404: 3, 405: 1, 426: 1, 429: 0, 431: 1, 500: 0, 503: 0 };
    await growsBy(server, {}, Object.fromEntries(Object.entries(all).map(([code, number]) => [responses(code), number])));
  });
});

describe('a connection that is dropped is counted by its reason', { timeout: 60_000 }, () => {
  const only = (server, reason, number = 1) =>
    eventually(async () => assert.deepEqual(await drops(server), { [reason]: number }));

  /** A frame whose payload comes as it is: its mask is zero. */
  const raw = (client, first, payload) =>
    client.socket._socket.write(Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0, ...payload]));

  it('slow_client, and what it had not read is in no queue any more', async () => {
    const server = await start(['--debug-routes', '--max-queue-bytes', '1000']);
    const slow = await connect(`${server.wsUrl}/debug/echo`);
    slow.socket._socket.pause();
    for (let i = 0; i < 300; ++i) slow.sendText('x'.repeat(60_000));
    await only(server, 'slow_client');
    await eventually(async () => { // What waits is counted when the loop's turn is over.
      const { troupe_send_queue_bytes: waiting } = await scrape(server);
      assert.ok(waiting > 1000 && waiting < 1_000_000, `${waiting} bytes wait`);
    });
    slow.socket._socket.resume();
    assert.equal((await slow.closed).code, 1013);
    await growsBy(server, {}, { troupe_send_queue_bytes: 0, troupe_connections_open: 0 });
  });

  it('no_pong', async () => {
    const server = await start(['--ping-interval', '0.1', '--pong-timeout', '0.1']);
    const gone = await enter(server, 'lobby', { autoPong: false });
    await gone.closed;
    await only(server, 'no_pong');
  });

  it('rate', async () => {
    const server = await start(['--message-rate', '1', '--message-burst', '1', '--rate-strikes', '2']);
    const loud = await enter(server, 'lobby');
    for (let i = 0; i < 10; ++i) loud.send({ type: 'ping' });
    assert.equal((await loud.closed).code, 1008);
    await only(server, 'rate');
    await growsBy(server, {}, { [errors('rate_limited')]: 2 });
  });

  it('too_big', async () => {
    const server = await start(['--max-message-bytes', '1000']);
    for (let i = 0; i < 2; ++i) {
      const large = await enter(server, 'lobby');
      large.sendText('x'.repeat(1001));
      assert.equal((await large.closed).code, 1009);
    }
    await only(server, 'too_big', 2);
  });

  it('bad_frame', async () => {
    const server = await start();
    const broken = await enter(server, 'lobby');
    raw(broken, 0xf1, [0x20]);
    assert.equal((await broken.closed).code, 1002);
    await only(server, 'bad_frame');
  });

  it('bad_utf8', async () => {
    const server = await start();
    const broken = await enter(server, 'lobby');
    raw(broken, 0x81, [0xff]);
    assert.equal((await broken.closed).code, 1007);
    await only(server, 'bad_utf8');
  });

  it('head_timeout', async () => {
    const server = await start(['--header-timeout', '0.1']);
    const silent = net.connect(server.port, '127.0.0.1');
    silent.resume();
    await once(silent, 'close');
    await only(server, 'head_timeout');
  });

  it('close_timeout, besides what it was closed for', async () => {
    const server = await start(['--message-rate', '1', '--message-burst', '1', '--rate-strikes', '1', '--close-timeout', '0.1']);
    const loud = await enter(server, 'lobby');
    loud.socket._socket.pause();
    for (let i = 0; i < 10; ++i) loud.send({ type: 'ping' });
    await eventually(async () => assert.deepEqual(await drops(server), { rate: 1, close_timeout: 1 }));
    loud.socket._socket.resume();
    await loud.closed;
  });

  it('no_descriptor', async () => {
    const server = await start([], { through: ['bash', '-c', 'ulimit -n 64; exec "$0" "$@"'] });
    const sockets = Array.from({ length: 100 }, () => net.connect(server.port, '127.0.0.1').on('error', () => {}).resume());
    const closed = (socket) => new Promise((resolve) => socket.on('close', resolve));
    await within(5_000, 'one that is turned away', Promise.race(sockets.map(closed)));
    for (const socket of sockets) socket.destroy();
    await eventually(async () => assert.ok((await drops(server)).no_descriptor >= 1));
    await growsBy(server, {}, { process_max_fds: 64 });
  });

  it('and not when the client closes, with whatever code, or just goes', async () => {
    const server = await start();
    const members = await gather(server, 5);
    for (const [index, code] of [1000, 1002, 1007, 1009].entries()) await closeWith(members[index], code);
    await members[4].kill();
    await growsBy(server, {}, { troupe_connections_open: 0 });
    assert.deepEqual(await drops(server), {});
  });

  /** Also with codes that `ws` lets nobody send. */
  async function closeWith(client, code) {
    raw(client, 0x88, [code >> 8, code & 0xff]);
    assert.equal((await client.closed).code, code);
  }
});

describe('the process', { timeout: 60_000 }, () => {
  it('is described as the kernel describes it', async () => {
    const server = await start();
    await settle(...(await gather(server, 3)));
    const samples = await scrape(server);
    const descriptors = (await readdir(`/proc/${server.pid}/fd`)).length;
    // The scraper's own connection may be open or not.
    assert.ok(Math.abs(samples.process_open_fds - descriptors) <= 1, `${samples.process_open_fds} or ${descriptors}`);
    const resident = Number(/VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${server.pid}/status`, 'utf8'))[1]) * 1024;
    assert.ok(Math.abs(samples.process_resident_memory_bytes / resident - 1) < 0.2);
    assert.ok(samples.process_cpu_seconds_total > 0 && samples.process_cpu_seconds_total < 60);
    assert.ok(Math.abs(Date.now() / 1000 - samples.process_start_time_seconds) < 60);
  });

  it('says its version and that its loops keep up', async () => {
    const server = await start(['--loops', '2']);
    const samples = await scrape(server);
    const [version] = Object.keys(samples).filter((name) => name.startsWith('troupe_build_info'));
    assert.match(version, /^troupe_build_info\{version="\d+\.\d+\.\d+"\}$/);
    for (const loop of [0, 1]) {
      assert.ok(samples[`troupe_loop_delay_seconds{loop="${loop}"}`] < 1);
      assert.equal(samples[`troupe_relay_mailbox_messages{loop="${loop}"}`], 0);
    }
    assert.equal(samples.troupe_directory_mailbox_messages, 0);
  });
});
