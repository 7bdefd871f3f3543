// Who finds the game's page again: its list of games, its links, and the seats that lost players come back to.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isOnline, launch, noBrowser, person, shows, visitor } from './browser.mjs';
import { hasMoves, makeGame, move, playMoves, seat, sitDown, watch } from './chess_table.mjs';
import { startGame } from './harness.mjs';

describe('the way back to the game page', { skip: noBrowser, timeout: 180_000 }, () => {
  let server, browser, ann, bob;

  before(async () => {
    server = await startGame();
    browser = await launch();
    [ann, bob] = [await person(browser), await person(browser)];
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** Another tab of the same browser. */
  async function tab({ page }) {
    const another = await page.context().newPage();
    return { page: another, part: (name) => another.getByTestId(name) };
  }

  it('lists games while they are open, played and over', async (test) => {
    const cy = await visitor(browser, test);
    await cy.page.goto(server.url);
    const link = await makeGame(ann, server.url, { name: 'Ann', minutes: 5 });
    const entry = (list) => cy.part(`list-${list}`).locator(`[data-game="${link.split('/').pop()}"]`);
    await entry('waiting').filter({ hasText: 'Ann – ?5 + 3' }).waitFor();
    await sitDown(bob, link, { name: 'Bob' });
    await entry('playing').filter({ hasText: 'Ann – Bob' }).waitFor();
    await ann.part('resign-button').click();
    await ann.part('confirm-button').click();
    await entry('finished').filter({ hasText: 'Black wins: resignation' }).waitFor();
    await entry('finished').getByRole('link').click();
    await shows(cy, 'status', /^Black wins: resignation$/);
  });

  it('copies the link to the game', async () => {
    const link = await makeGame(ann, server.url, { name: 'Ann' });
    await ann.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await ann.part('share-button').click();
    await shows(ann, 'toast', /is copied/);
    assert.equal(await ann.page.evaluate(() => navigator.clipboard.readText()), link);
  });

  it('says so when there is no such game', async () => {
    await ann.page.goto(`${server.url}/#/game/nosuchgame`);
    await ann.page.getByRole('heading', { name: 'There is no such game' }).waitFor();
  });

  it('gives a killed page its seat back when it is opened again', async (test) => {
    const cy = await visitor(browser, test);
    const link = await seat(cy, bob, server.url);
    await playMoves(cy, bob, 'e2e4 e7e5');
    await cy.page.close();
    await shows(bob, 'notice', /^Ann lost the connection$/);
    await shows(bob, 'plate-white', /s to come back/);
    const reopened = await tab(cy);
    await watch(reopened, link);
    await move(reopened, 'g1', 'f3');
    await shows(bob, 'notice', /^Ann is back$/);
    await hasMoves(bob, ['e4', 'e5', 'Nf3']);
  });

  it('keeps the seat over a reload', async () => {
    await seat(ann, bob, server.url);
    await move(ann, 'e2', 'e4');
    await bob.page.reload();
    await move(bob, 'e7', 'e5');
    await hasMoves(ann, ['e4', 'e5']);
  });

  it('comes back to the seat by itself when the connection is lost', async (test) => {
    const cy = await visitor(browser, test);
    const links = [];
    await cy.page.routeWebSocket(/\/game\//, (ws) => {
      links.push({ ws, upstream: ws.connectToServer() });
    });
    await seat(ann, cy, server.url);
    await move(ann, 'e2', 'e4');
    const { ws, upstream } = links.at(-1);
    await Promise.all([ws.close({ code: 1001 }), upstream.close()]);
    await shows(ann, 'notice', /^Bob is back$/);
    await isOnline(cy);
    await move(cy, 'e7', 'e5');
    await hasMoves(ann, ['e4', 'e5']);
  });

  it('moves a seat to the tab that asks for it, and no tab fights for it', async (test) => {
    const cy = await visitor(browser, test);
    const link = await makeGame(cy, server.url, { name: 'Cy' });
    const other = await tab(cy);
    await other.page.goto(link);
    await other.part('return-panel').waitFor();
    await other.page.getByRole('button', { name: 'Play here' }).click();
    await cy.part('return-panel').waitFor();
    await sitDown(bob, link, { name: 'Bob' });
    await move(other, 'e2', 'e4');
    await hasMoves(cy, ['e4']);
  });

  it('raises no script error and breaks no content security policy', () => {
    assert.deepEqual([...ann.complaints, ...bob.complaints], []);
  });
});
