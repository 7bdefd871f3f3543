// Starts a real server and talks to it: what all end-to-end tests share.
//
// TROUPE_CHAT, TROUPE_GAME              the programs
// TROUPE_WEB_ROOT, TROUPE_GAME_WEB_ROOT  the pages they serve; by default those in this source tree

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';

const startTimeout = 20_000; // all times in milliseconds
const stopTimeout = 20_000;
const handshakeTimeout = 5_000;
const chat = { name: 'troupe-chat', program: 'TROUPE_CHAT', webRoot: 'TROUPE_WEB_ROOT', ourWebRoot: '../../apps/chat/web' };
const game = { name: 'troupe-game', program: 'TROUPE_GAME', webRoot: 'TROUPE_GAME_WEB_ROOT', ourWebRoot: '../../apps/game/web' };

// ---- the server ----

/**
 * Starts the chat on a free port, or where `extraArgs` or `env` say, and waits until it listens.
 * `through` is a command that runs it, e.g. under a limit.
 */
export const startChat = (extraArgs, options) => start(chat, extraArgs, options);

/** Starts the game, in the same way. */
export const startGame = (extraArgs, options) => start(game, extraArgs, options);

async function start(app, extraArgs = [], { env = {}, through = [] } = {}) {
  const [command, ...args] = [...through, program(app), ...commandLine(app, extraArgs, env)];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const dieWithUs = () => child.kill('SIGKILL');
  process.once('exit', dieWithUs);
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  exited.catch(() => {}).then(() => process.removeListener('exit', dieWithUs));

  let output = '';
  const logs = () => output;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  const port = await listeningPort(app, child, exited, logs);
  return {
    url: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}`,
    port,
    process: child,
    pid: child.pid,
    exited,
    logs,
    stop: () => stop(child, exited, logs),
  };
}

function program(app) {
  const path = process.env[app.program];
  if (!path) throw new Error(`${app.program} must name the ${app.name} program`);
  return path;
}

function commandLine(app, extraArgs, env) {
  const portIsGiven = extraArgs.includes('--port') || extraArgs.includes('--config') || 'TROUPE_PORT' in env;
  const port = portIsGiven ? [] : ['--port', '0'];
  const webRoot = process.env[app.webRoot] ?? fileURLToPath(new URL(app.ourWebRoot, import.meta.url));
  return [...port, '--web-root', webRoot, ...extraArgs];
}

async function listeningPort(app, child, exited, logs) {
  const line = new RegExp(`${app.name} listening on http://127\\.0\\.0\\.1:(\\d+)\\s`);
  const listening = new Promise((resolve) => {
    child.stdout.on('data', () => line.test(logs()) && resolve(Number(line.exec(logs())[1])));
  });
  const ended = exited.then(({ code, signal }) => {
    throw new Error(`the server ended with ${code ?? signal} before it listened:\n${logs()}`);
  });
  try {
    return await within(startTimeout, 'the server to listen', Promise.race([listening, ended]));
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** Asks the server to end and returns how it did: { code, signal }. */
async function stop(child, exited, logs) {
  child.kill('SIGTERM');
  try {
    return await within(stopTimeout, 'the server to end', exited);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`${error.message}:\n${logs()}`);
  }
}

/** Ports that nobody listens at, now. */
export async function freePorts(number) {
  const servers = Array.from({ length: number }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((each) => once(each, 'listening')));
  const ports = servers.map((each) => each.address().port);
  await Promise.all(servers.map((each) => once(each.close(), 'close')));
  return ports;
}

// ---- a client ----

/**
 * Opens a WebSocket. `options` are those of `ws`, and `protocols`.
 * A server that answers with HTTP instead rejects with an error that has `status` and `body`.
 */
export async function connect(url, { protocols = [], ...options } = {}) {
  const client = new Client(new WebSocket(url, protocols, { handshakeTimeout, ...options }));
  await client.opened;
  return client;
}

/** Enters a chat room and takes the welcome; `id` is what the server calls this client. */
export async function enter(server, room, { name, ...options } = {}) {
  const query = name === undefined ? '' : `?name=${encodeURIComponent(name)}`;
  const client = await connect(`${server.wsUrl}/chat/${encodeURIComponent(room)}${query}`, options);
  client.welcome = await client.next('system');
  client.id = client.welcome.user_id;
  return client;
}

let rooms = 0;
/** Several who are in a new chat room; each knows of those that came later. */
export async function gather(server, number, options) {
  const room = `room-${++rooms}`;
  const members = [];
  while (members.length < number) {
    const latest = Object.assign(await enter(server, room, options), { room });
    await Promise.all(members.map((member) => member.next('user_joined')));
    members.push(latest);
  }
  return members;
}

/** Returns when all of these have what their room has said so far: a room keeps its order. */
export async function settle(...members) {
  members[0].send({ type: 'chat_message', message: 'settled?' });
  await Promise.all(members.map((member) => member.next((event) => event.message === 'settled?')));
}

class Client {
  all = []; // every event that came, oldest first
  #inbox = []; // those that next() has not taken yet
  #waiting = new Set();
  #ended = null; // what closed it

  constructor(socket) {
    this.socket = socket;
    this.opened = opening(socket);
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve(this.#close(code, String(reason))));
    });
    socket.on('error', () => {}); // a close event follows
    socket.on('message', (data, isBinary) => this.#received(decode(data, isBinary)));
  }

  /** Takes the first event of this type, or that this predicate accepts, out of the inbox; waits if there is none. */
  next(wanted, timeoutMs = 5000) {
    const fits = typeof wanted === 'function' ? wanted : (event) => event.type === wanted;
    const index = this.#inbox.findIndex(fits);
    if (index >= 0) return Promise.resolve(this.#inbox.splice(index, 1)[0]);
    return new Promise((resolve, reject) => {
      const fail = (why) => reject(new Error(`${why} while waiting for ${wanted}; seen: ${JSON.stringify(this.all)}`));
      if (this.#ended) return fail(`closed with ${this.#ended.code}`);
      const wait = { fits, resolve, fail, timer: setTimeout(() => this.#done(wait).fail('timed out'), timeoutMs) };
      this.#waiting.add(wait);
    });
  }

  /** Every event of this type that came. */
  seen(type) {
    return this.all.filter((event) => event.type === type);
  }

  send(object) {
    this.sendText(JSON.stringify(object));
  }

  sendText(text) {
    this.socket.send(text);
  }

  /** Closes as RFC 6455 says and returns what the server answered. */
  close(code = 1000) {
    this.socket.close(code);
    return this.closed;
  }

  /** Cuts the connection without a word. */
  kill() {
    this.socket.terminate();
    return this.closed;
  }

  #received(event) {
    this.all.push(event);
    const wait = [...this.#waiting].find(({ fits }) => fits(event));
    if (wait) this.#done(wait).resolve(event);
    else this.#inbox.push(event);
  }

  #close(code, reason) {
    this.#ended = { code, reason };
    for (const wait of this.#waiting) this.#done(wait).fail(`closed with ${code}`);
    return this.#ended;
  }

  #done(wait) {
    clearTimeout(wait.timer);
    this.#waiting.delete(wait);
    return wait;
  }
}

function opening(socket) {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', async (request, response) => {
      response.setEncoding('utf8');
      let body = '';
      for await (const text of response) body += text;
      request.destroy();
      reject(Object.assign(new Error(`HTTP ${response.statusCode}: ${body}`), { status: response.statusCode, body }));
    });
  });
}

/** What is no JSON text comes as an event of type `binary` or `text`. */
function decode(data, isBinary) {
  if (isBinary) return { type: 'binary', data };
  try {
    return JSON.parse(data);
  } catch {
    return { type: 'text', data: String(data) };
  }
}

// ---- time ----

/** The promise, or an error that says what did not happen in time. */
export async function within(milliseconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${milliseconds} ms for ${what}`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Tries until it succeeds: for what no event tells. */
export async function eventually(attempt, timeoutMs = 5000) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
