// The chat page on three nodes of one cluster: what three people see of each other.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { enter, isOnline, launch, messages, noBrowser, person, say, shows } from './browser.mjs';
import { eventually, freePorts, startChat } from './harness.mjs';

const names = ['a', 'b', 'c'];
const apiKey = 'a-key-for-the-tests-of-pages';
const joinTimeout = 20_000; // milliseconds

async function startNodes(keyFile) {
  const ports = await freePorts(names.length);
  const at = (i) => `127.0.0.1:${ports[i]}`;
  const peersOf = (self) => names.flatMap((name, i) => (i === self ? [] : ['--peer', `${name}=${at(i)}`]));
  const start = (name, i) =>
    startChat(['--node', name, '--cluster-listen', at(i), ...peersOf(i), '--api-key-file', keyFile]);
  return Promise.all(names.map(start));
}

async function areLinked(node) {
  const answer = await fetch(`${node.url}/api/cluster`, { headers: { Authorization: `Bearer ${apiKey}` } });
  const { nodes } = await answer.json();
  assert.deepEqual(nodes.map(({ state }) => state).sort(), ['self', 'up', 'up']);
}

describe('the chat page on three nodes', { skip: noBrowser, timeout: 120_000 }, () => {
  let folder, nodes, browser, people;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'troupe-'));
    const keyFile = join(folder, 'key');
    await writeFile(keyFile, apiKey);
    nodes = await startNodes(keyFile);
    for (const node of nodes) await eventually(() => areLinked(node), joinTimeout);
    browser = await launch();
    people = [];
    for (const [i, name] of ['Ann', 'Bob', 'Eve'].entries()) {
      people.push(await person(browser));
      await enter(people[i], nodes[i].url, 'green room', name);
    }
  });

  after(async () => {
    await browser?.close();
    await Promise.all((nodes ?? []).map((node) => node.stop()));
    await rm(folder, { recursive: true });
  });

  async function everybodyHears(text) {
    for (const who of people) await messages(who, text).waitFor();
  }

  it('counts who is there on all nodes', async () => {
    for (const who of people) await shows(who, 'room-count', /^3$/);
  });

  it('carries what each says to all, once', async () => {
    for (const [i, who] of people.entries()) {
      await say(who, `line ${i}`);
      await everybodyHears(`line ${i}`);
    }
    for (const who of people)
      assert.deepEqual(await who.part('message').allTextContents(), ['line 0', 'line 1', 'line 2']);
  });

  it('goes on when a node is killed', async () => {
    nodes.pop().process.kill('SIGKILL');
    people.pop();
    for (const who of people) await shows(who, 'room-count', /^2$/);
    for (const who of people) await isOnline(who);
    await say(people[0], 'still here');
    await everybodyHears('still here');
  });
});
