// The chat page against what a server seldom does: gaps, refusals, close codes, silence. The test plays the server
// side of the WebSocket, the page's clock stands still unless the test moves it, and chance is always in the middle.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { hides, isOnline, launch, messages, nobodyTypes, noBrowser, person, say, shows } from './browser.mjs';
import { startChat, within } from './harness.mjs';

const myself = 'user_00000000000000aa';
const ann = { user_id: 'user_00000000000000a1', name: 'Ann' };
const bob = { user_id: 'user_00000000000000b0', name: 'Bob' };
const timestamp = '2024-05-01T19:30:00.000Z';

describe('the chat page, whatever the server does', { skip: noBrowser, timeout: 180_000 }, () => {
  let server, browser, me, room;

  before(async () => {
    server = await startChat();
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  beforeEach(async () => {
    me = await person(browser);
    room = await playServer(me.page);
    await me.page.addInitScript(() => (Math.random = () => 0.5));
    await me.page.clock.install({ time: timestamp });
    await me.page.goto(`${server.url}/?room=lobby`);
    await me.part('join-button').click();
    await isOnline(me);
    await me.page.clock.pauseAt(new Date(timestamp).getTime() + 20_000);
  });

  afterEach(async () => {
    assert.deepEqual(me.complaints, []);
    await me.close();
  });

  const shown = () => me.part('log').locator('[data-testid=gap], [data-testid=message]').allTextContents();
  const pass = (milliseconds) => me.page.clock.runFor(milliseconds);
  const hearsSomething = async () => {
    room.says(ann, 'something', 1);
    await messages(me, 'something').waitFor();
  };
  const isReconnecting = () => shows(me, 'connection', /^Reconnecting…$/);

  // ---- the order of messages ----

  it('says how many messages were missed when the numbers jump', async () => {
    room.says(ann, 'one', 1);
    room.says(ann, 'three', 3);
    room.says(ann, 'six', 6);
    await messages(me, 'six').waitFor();
    assert.deepEqual(await shown(), ['one', '1 message was missed', 'three', '2 messages were missed', 'six']);
  });

  it('drops a message that it has already', async () => {
    room.says(ann, 'one', 1);
    room.says(ann, 'two', 2);
    room.says(ann, 'one', 1);
    room.says(ann, 'three', 3);
    await messages(me, 'three').waitFor();
    assert.deepEqual(await shown(), ['one', 'two', 'three']);
  });

  it('shows what a room says that began anew while the connection was away', async () => {
    room.says(ann, 'seven', 7);
    await messages(me, 'seven').waitFor();
    await room.closes(1012);
    await isReconnecting();
    await pass(2_600);
    await isOnline(me);
    room.says(ann, 'a new one', 1);
    await messages(me, 'a new one').waitFor();
    assert.deepEqual(await shown(), ['seven', 'a new one']);
  });

  it('tells a room that began anew by its epoch', async () => {
    room.tells({ ...said(ann, 'five', 5), epoch: 'a' });
    room.tells({ ...said(ann, 'six at once', 1), epoch: 'b' });
    await messages(me, 'six at once').waitFor();
    assert.deepEqual(await shown(), ['five', 'six at once']);
  });

  it('calls a user without a name by the beginning of the user id', async () => {
    room.says({ user_id: 'user_0123456789abcdef' }, 'hello', 1);
    await shows(me, 'author', /^user_012345$/);
  });

  it('puts messages of one author together, until somebody else speaks or time goes by', async () => {
    room.says(ann, 'one', 1);
    room.says(ann, 'two', 2);
    room.says(bob, 'three', 3);
    room.tells({ ...said(bob, 'four', 4), timestamp: '2024-05-01T19:40:00.000Z' });
    await messages(me, 'four').waitFor();
    assert.deepEqual(await me.part('author').allTextContents(), ['Ann', 'Bob', 'Bob']);
  });

  // ---- who is typing ----

  it('names all who are typing', async () => {
    room.tells({ type: 'user_typing', ...ann });
    room.tells({ type: 'user_typing', ...bob });
    await shows(me, 'typing', /^Ann and Bob are typing…$/);
  });

  for (const [how, event] of Object.entries({
    'the server says so': { type: 'user_stopped_typing', ...ann },
    'the typist leaves': { type: 'user_left', ...ann, count: 1 },
    'the message is there': said(ann, 'done', 1),
  })) {
    it(`shows no typing any more once ${how}`, async () => {
      room.tells({ type: 'user_typing', ...ann });
      await shows(me, 'typing', /^Ann is typing…$/);
      room.tells(event);
      await nobodyTypes(me);
    });
  }

  it('shows no typing any more after 12 s without news', async () => {
    room.tells({ type: 'user_typing', ...ann });
    await shows(me, 'typing', /^Ann is typing…$/);
    await pass(11_900);
    await shows(me, 'typing', /^Ann is typing…$/);
    await pass(200);
    await nobodyTypes(me);
  });

  it('tells that we type at most every 3 s, and that we stopped after 5 s', async () => {
    const starts = () => room.heard.filter(({ type }) => type === 'typing_start').length;
    await me.part('composer').pressSequentially('abcdef');
    await pass(2_900);
    await me.part('composer').pressSequentially('g');
    await room.hears('typing_start');
    assert.equal(starts(), 1);
    await pass(200);
    await me.part('composer').pressSequentially('h');
    await room.hears(() => starts() === 2);
    await pass(4_900);
    assert.ok(!room.heard.some(({ type }) => type === 'typing_stop'));
    await pass(200);
    await room.hears('typing_stop');
  });

  it('tells that we stopped when the message goes out', async () => {
    await say(me, 'hello');
    await room.hears('typing_stop');
    assert.deepEqual(room.heard.map(({ type }) => type), ['typing_start', 'chat_message', 'typing_stop']);
  });

  // ---- nothing is lost silently ----

  it('puts a refused message back into the box, with the reason', async () => {
    await say(me, 'too fast');
    const { ref } = await room.hears('chat_message');
    room.tells({ type: 'error', code: 'rate_limited', message: 'Too many messages', retry_after_ms: 1500, ref });
    await shows(me, 'toast', /^Too many messages. Try again in 2 s.$/);
    assert.equal(await me.part('composer').inputValue(), 'too fast');
    assert.equal(await me.part('pending').count(), 0);
  });

  it('puts a message back into the box that the room never repeated before the connection broke', async () => {
    await say(me, 'into the void');
    await me.part('pending').waitFor();
    await room.closes(1011);
    await shows(me, 'toast', /may not have arrived/);
    assert.equal(await me.part('composer').inputValue(), 'into the void');
  });

  it('puts a message back into the box that stays unanswered, before what was written since', async () => {
    await say(me, 'anybody?');
    await me.part('composer').fill('hello?');
    await pass(10_100);
    await shows(me, 'toast', /may not have arrived/);
    assert.equal(await me.part('composer').inputValue(), 'anybody?\nhello?');
  });

  it('shows errors as text', async () => {
    room.tells({ type: 'error', code: 'internal', message: '<b>Internal</b> server error' });
    await shows(me, 'toast', /^<b>Internal<\/b> server error$/);
  });

  it('survives frames that are no event', async () => {
    for (const frame of ['null', '[]', '7', '{', '{"type":"toString"}', '{"type":"hasOwnProperty"}']) room.sends(frame);
    room.says(ann, 'still here', 1);
    await messages(me, 'still here').waitFor();
  });

  // ---- attention ----

  it('counts unread messages in the title while the page is hidden', async () => {
    await hide(me.page, true);
    room.says(ann, 'one', 1);
    room.says(ann, 'two', 2);
    await messages(me, 'two').waitFor();
    assert.equal(await me.page.title(), '(2) lobby · Troupe');
    await hide(me.page, false);
    assert.equal(await me.page.title(), 'lobby · Troupe');
  });

  it('leaves a reader who scrolled up where they are, and offers the new messages', async () => {
    for (let seq = 1; seq <= 60; ++seq) room.says(ann, `line ${seq}`, seq);
    await messages(me, 'line 60').waitFor();
    assert.ok(await atEnd(me.page));
    await me.page.locator('#view').evaluate((view) => view.scrollTo(0, 0));
    await me.page.waitForFunction(() => document.querySelector('#view').scrollTop === 0);
    room.says(bob, 'look here', 61);
    await shows(me, 'new-messages', /^1 new message$/);
    assert.equal(await me.page.locator('#view').evaluate((view) => view.scrollTop), 0);
    await me.part('new-messages').click();
    await hides(me, 'new-messages');
    assert.ok(await atEnd(me.page));
  });

  // ---- coming back, or not ----

  it('comes back when the server said it would be there', async () => {
    room.tells({ type: 'system', message: 'Server is restarting', reconnect: true, retry_after_ms: 40_000 });
    await room.closes(1012);
    await shows(me, 'banner', /The server is restarting\. Trying again in 41 s\./);
    await hides(me, 'retry-button');
    await pass(40_200);
    assert.equal(room.connections, 1);
    await pass(100);
    await isOnline(me);
    assert.equal(room.connections, 2);
  });

  it('comes back at once when asked to', async () => {
    await room.closes(1013);
    await shows(me, 'banner', /The server is overloaded\./);
    await me.part('retry-button').click();
    await isOnline(me);
    await hides(me, 'banner');
  });

  it('comes back at once when the network is back', async () => {
    await room.closes(1013);
    await isReconnecting();
    await me.page.evaluate(() => dispatchEvent(new Event('online')));
    await isOnline(me);
  });

  it('waits as long as the server said even when the network is back', async () => {
    await room.closes(1008);
    await shows(me, 'banner', /stay away for a while/);
    await me.page.evaluate(() => dispatchEvent(new Event('online')));
    await pass(44_900);
    assert.equal(room.connections, 1);
    await pass(200);
    await isOnline(me);
  });

  it('gives up a connection that stays silent, and makes a new one', async () => {
    await hearsSomething();
    await pass(25_100);
    await room.hears('ping');
    assert.equal(room.connections, 1);
    await pass(10_300);
    await room.hears(() => room.connections === 2);
    await isOnline(me);
  });

  it('keeps a quiet connection that answers', async () => {
    await hearsSomething();
    for (let pings = 1; pings <= 3; ++pings) {
      await pass(25_100);
      await room.hears(() => room.heard.filter(({ type }) => type === 'ping').length === pings);
      room.tells({ type: 'pong', count: 10 + pings });
      await shows(me, 'room-count', new RegExp(`^${10 + pings}$`));
    }
    await isOnline(me);
    assert.equal(room.connections, 1);
  });

  for (const [code, words] of [
    [1000, /The server has ended this conversation\./],
    [4001, /Your session has expired\./],
    [4003, /You are banned from this room\./],
  ]) {
    it(`stays away after ${code}, and says why`, async () => {
      await room.closes(code);
      await shows(me, 'banner', words);
      await shows(me, 'connection', /^Disconnected$/);
      await pass(120_000);
      assert.equal(room.connections, 1);
    });
  }

  it('leaves with 1000 and asks for a room again', async () => {
    await me.part('leave-button').click();
    await me.part('join-form').waitFor();
    assert.equal((await room.left).code, 1000);
    assert.equal(new URL(me.page.url()).search, '');
  });

  it('waits after each close code within its bounds', async () => {
    const waits = await me.page.evaluate(async () => {
      const { backOff, waitAfter } = await import('./reconnect.js');
      const bounds = (wait) => [wait(() => 0), wait(() => 1)];
      return {
        first: bounds((random) => backOff(0, random)),
        third: bounds((random) => backOff(2, random)),
        late: bounds((random) => backOff(30, random)),
        kicked: bounds((random) => waitAfter(1001, 0, null, random)),
        policy: bounds((random) => waitAfter(1008, 0, null, random)),
        fault: bounds((random) => waitAfter(1011, 0, null, random)),
        restart: bounds((random) => waitAfter(1012, 0, null, random)),
        hinted: bounds((random) => waitAfter(1012, 0, 2000, random)),
        ended: bounds((random) => waitAfter(1000, 0, 2000, random)),
      };
    });
    assert.deepEqual(waits, {
      first: [0, 500],
      third: [0, 2000],
      late: [0, 15000],
      kicked: [0, 500],
      policy: [30000, 60000],
      fault: [0, 4000],
      restart: [0, 5000],
      hinted: [2000, 2500],
      ended: [null, null],
    });
  });
});

// ---- the server's side ----

function said(who, message, seq) {
  return { type: 'chat_message', message, seq, timestamp, ...who };
}

/** Takes over the page's WebSockets and welcomes each. */
async function playServer(page) {
  const room = new Room();
  await page.routeWebSocket(/\/chat\/lobby$/, (socket) => room.welcome(socket));
  return room;
}

class Room {
  heard = []; // what the page sent
  connections = 0;
  #socket;
  #listeners = new Set();

  welcome(socket) {
    this.#socket = socket;
    this.connections += 1;
    socket.onMessage((text) => this.#hear(JSON.parse(text)));
    this.left = new Promise((resolve) => socket.onClose((code, reason) => resolve({ code, reason })));
    this.tells({ type: 'system', message: 'Welcome to room lobby', user_id: myself, timestamp });
    for (const listener of this.#listeners) listener();
  }

  tells(event) {
    this.sends(JSON.stringify(event));
  }

  sends(text) {
    this.#socket.send(text);
  }

  says(who, message, seq) {
    this.tells(said(who, message, seq));
  }

  closes(code) {
    return this.#socket.close({ code });
  }

  /** Waits until the page has sent an event of this type, or until the predicate holds. */
  async hears(wanted) {
    const heard = () => this.heard.find(({ type }) => type === wanted);
    await this.#until(typeof wanted === 'function' ? wanted : heard, String(wanted));
    return heard();
  }

  #hear(event) {
    this.heard.push(event);
    for (const listener of this.#listeners) listener();
  }

  async #until(holds, what) {
    if (holds()) return;
    await within(10_000, what, new Promise((resolve) => {
      const listener = () => holds() && (this.#listeners.delete(listener), resolve());
      this.#listeners.add(listener);
    }));
  }
}

// ---- the page's surroundings ----

function hide(page, hidden) {
  return page.evaluate((is) => {
    Object.defineProperty(document, 'hidden', { value: is, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

function atEnd(page) {
  const isAtEnd = (view) => view.scrollHeight - view.scrollTop - view.clientHeight < 2;
  return page.locator('#view').evaluate(isAtEnd);
}
