// The chat page against a real server: what two people see of each other.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { enter, hides, isOnline, launch, messages, nobodyTypes, noBrowser, person, say, shows } from './browser.mjs';
import { startChat } from './harness.mjs';

describe('the chat page', { skip: noBrowser, timeout: 180_000 }, () => {
  let server, browser, ann, bob;

  before(async () => {
    server = await startChat();
    browser = await launch();
    ann = await person(browser);
    bob = await person(browser);
    await enter(ann, server.url, 'stage door', 'Ann');
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** Somebody who is gone when the test is over. */
  async function visitor(test) {
    const somebody = await person(browser);
    test.after(() => somebody.close());
    return somebody;
  }

  it('counts a lone visitor as one', async () => {
    await shows(ann, 'room-count', /^1$/);
  });

  it('tells who is there already that somebody came, and counts them', async () => {
    await enter(bob, server.url, 'stage door', 'Bob');
    await shows(ann, 'room-count', /^2$/);
    await shows(ann, 'notice', /^Bob joined$/);
  });

  it('tells a newcomer how many are in the room', async () => {
    await shows(bob, 'room-count', /^2$/);
  });

  it('carries messages both ways, once each', async () => {
    await say(ann, 'Good evening!');
    await messages(bob, 'Good evening!').waitFor();
    await say(bob, 'Break a leg.');
    await messages(ann, 'Break a leg.').waitFor();
    for (const who of [ann, bob]) {
      assert.deepEqual(await who.part('message').allTextContents(), ['Good evening!', 'Break a leg.']);
      assert.equal(await who.part('pending').count(), 0);
    }
  });

  it('names the author of a message', async () => {
    assert.equal(await messages(bob, 'Good evening!').getAttribute('data-author'), 'Ann');
    assert.equal(await bob.part('author').first().textContent(), 'Ann');
  });

  it('puts own messages on the right and those of others on the left', async () => {
    const own = await messages(ann, 'Good evening!').boundingBox();
    const other = await messages(ann, 'Break a leg.').boundingBox();
    assert.ok(own.x > other.x, `own message at ${own.x}, other at ${other.x}`);
    assert.ok(own.x + own.width > other.x + other.width);
  });

  it('shows who is typing until the message is there', async () => {
    await ann.part('composer').pressSequentially('Is that you');
    await shows(bob, 'typing', /^Ann is typing…$/);
    await ann.part('composer').press('Enter');
    await messages(bob, 'Is that you').waitFor();
    await nobodyTypes(bob);
  });

  it('shows who is typing until the text is taken away', async () => {
    await ann.part('composer').pressSequentially('Never mind');
    await shows(bob, 'typing', /^Ann is typing…$/);
    await ann.part('composer').fill('');
    await nobodyTypes(bob);
  });

  it('shows markup in a message as the text it is', async () => {
    const markup = '<script>document.title = "taken"</script><img src=x onerror="document.title = 1">';
    await say(bob, markup);
    await messages(ann, markup).waitFor();
    assert.equal(await ann.page.title(), 'stage door · Troupe');
    assert.equal(await ann.part('log').locator('script, img').count(), 0);
  });

  it('shows markup in a name as the text it is', async (test) => {
    const eve = await visitor(test);
    await enter(eve, server.url, 'stage door', '<img src=x>');
    await shows(ann, 'notice', /^<img src=x> joined$/);
    await eve.close();
    await shows(ann, 'notice', /^<img src=x> left$/);
  });

  it('makes a new line with Shift+Enter and keeps it in the message', async () => {
    await ann.part('composer').fill('first');
    await ann.part('composer').press('Shift+Enter');
    await ann.part('composer').pressSequentially('second');
    await ann.part('composer').press('Enter');
    await messages(bob, 'first').waitFor();
    assert.equal(await messages(bob, 'first').textContent(), 'first\nsecond');
  });

  it('counts code points, lets 1000 pass and holds 1001 back', async () => {
    await ann.part('composer').fill('🎭'.repeat(1001));
    await shows(ann, 'counter', /^1 too many$/);
    assert.ok(await ann.part('send-button').isDisabled());
    await ann.part('composer').fill('🎭'.repeat(1000));
    await shows(ann, 'counter', /^0 left$/);
    await ann.part('composer').press('Enter');
    await messages(bob, '🎭'.repeat(1000)).waitFor();
  });

  it('keeps the rooms apart', async (test) => {
    const cy = await visitor(test);
    await enter(cy, server.url, 'elsewhere', 'Cy');
    await say(cy, 'Nobody hears this');
    await messages(cy, 'Nobody hears this').waitFor();
    await shows(cy, 'room-count', /^1$/);
    await cy.close();
    await say(bob, 'Quiet here');
    await messages(ann, 'Quiet here').waitFor();
    assert.equal(await messages(ann, 'Nobody hears this').count(), 0);
  });

  it('puts the room into the address, and whoever opens that link comes to this room', async (test) => {
    const link = ann.page.url();
    assert.equal(new URL(link).searchParams.get('room'), 'stage door');
    const dan = await visitor(test);
    await dan.page.goto(link);
    assert.equal(await dan.part('room-input').inputValue(), 'stage door');
    await dan.part('name-input').fill('Dan');
    await dan.part('join-button').click();
    await shows(ann, 'notice', /^Dan joined$/);
    await dan.close();
  });

  it('asks for another name where the server would refuse this one', async (test) => {
    const gus = await visitor(test);
    await gus.page.goto(server.url);
    for (const room of [' ', '..', 'a/b', 'a\u200bb', '座'.repeat(64)]) {
      await gus.part('room-input').fill(room);
      await gus.part('join-button').click();
      assert.ok(await gus.part('room-input').evaluate((input) => input.matches(':invalid')), room);
    }
    assert.ok(await gus.part('join-form').isVisible());
  });

  it('copies that link on request', async () => {
    await ann.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await ann.part('share-button').click();
    await shows(ann, 'toast', /is copied/);
    assert.equal(await ann.page.evaluate(() => navigator.clipboard.readText()), ann.page.url());
  });

  it('goes straight back into the room after a reload, under the same name', async () => {
    await bob.page.reload();
    await isOnline(bob);
    await say(bob, 'Back from the bar');
    await messages(ann, 'Back from the bar').waitFor();
    assert.equal(await messages(ann, 'Back from the bar').getAttribute('data-author'), 'Bob');
  });

  it('keeps a picture of a conversation', { skip: !process.env.TROUPE_ARTIFACTS && 'TROUPE_ARTIFACTS is not set' }, async (test) => {
    await mkdir(process.env.TROUPE_ARTIFACTS, { recursive: true });
    const [left, right] = [await visitor(test), await visitor(test)];
    await enter(left, server.url, 'lobby', 'Ann');
    await enter(right, server.url, 'lobby', 'Bob');
    for (const [who, text] of conversation(left, right)) {
      await say(who, text);
      await messages(left, text).waitFor();
    }
    await right.part('composer').pressSequentially('See');
    await shows(left, 'typing', /^Bob is typing…$/);
    await left.page.screenshot({ path: join(process.env.TROUPE_ARTIFACTS, 'chat.png') });
  });

  it('says that it reconnects while the server is away, keeps what is written, and goes on when it is back', async () => {
    const ended = await server.stop();
    assert.deepEqual(ended, { code: 0, signal: null });
    for (const who of [ann, bob]) await shows(who, 'connection', /^Reconnecting…$/);
    await shows(ann, 'banner', /Trying again in \d+ s\./);

    await ann.part('composer').fill('Written in the dark');
    await ann.part('composer').press('Enter');
    assert.ok(await ann.part('send-button').isDisabled());
    assert.equal(await ann.part('composer').inputValue(), 'Written in the dark');

    server = await startChat(['--port', String(server.port)]);
    for (const who of [ann, bob]) await isOnline(who);
    await hides(ann, 'banner');
    await shows(ann, 'room-count', /^2$/);
    await ann.part('composer').press('Enter');
    await messages(bob, 'Written in the dark').waitFor();
    await say(bob, 'Lights are on again');
    await messages(ann, 'Lights are on again').waitFor();
  });

  it('counts down when somebody closes their page', async () => {
    await bob.close();
    await shows(ann, 'notice', /^Bob left$/);
    await shows(ann, 'room-count', /^1$/);
  });

  it('raises no script error and breaks no content security policy', () => {
    assert.deepEqual([...ann.complaints, ...bob.complaints], []);
  });
});

function conversation(ann, bob) {
  return [
    [ann, 'Hello! Is anybody here yet?'],
    [bob, 'Just came in through the stage door.'],
    [bob, 'How was the rehearsal?'],
    [ann, 'Long, but the third act stands now.'],
    [ann, 'The new lights are a wonder. You should see the storm!'],
    [bob, 'I will be there tonight.'],
  ];
}
