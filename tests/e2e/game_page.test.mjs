// The game's page against a real server: what two players see of each other, and what others see of them.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { hides, launch, noBrowser, person, shows, visitor } from './browser.mjs';
import { choose, hasMoves, makeGame, move, pick, playMoves, seat, sitDown, square, stands, watch } from './chess_table.mjs';
import { startGame } from './harness.mjs';

const engine = '/usr/games/stockfish';
const noEngine = !existsSync(engine) && `there is no ${engine}`;
const foolsMate = 'f2f3 e7e5 g2g4 d8h4';

describe('the game page', { skip: noBrowser, timeout: 180_000 }, () => {
  let server, browser, ann, bob;

  before(async () => {
    server = await startGame(noEngine ? [] : ['--engine', engine]);
    browser = await launch();
    [ann, bob] = [await person(browser), await person(browser)];
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  // ---- from the first move to the last ----

  it('plays a game to mate, and whoever watches sees each move and the end', async (test) => {
    const link = await seat(ann, bob, server.url);
    const cy = await visitor(browser, test);
    await watch(cy, link);
    await shows(ann, 'spectators', /^1 watching$/);
    await playMoves(ann, bob, foolsMate);
    for (const who of [ann, bob, cy]) {
      await shows(who, 'status', /^Black wins: checkmate$/);
      await hasMoves(who, ['f3', 'e5', 'g4', 'Qh4#']);
      await stands(who, 'h4', 'q');
    }
    assert.equal(await cy.page.locator('.check').getAttribute('data-square'), 'e1');
  });

  it('offers the record of a finished game, and steps through it', async (test) => {
    const link = await seat(ann, bob, server.url);
    await playMoves(ann, bob, foolsMate);
    await shows(ann, 'status', /checkmate/);
    const record = await ann.page.request.get(await ann.part('record-link').getAttribute('href'));
    const pgn = await record.text();
    assert.match(pgn, /\[White "Ann"\]/);
    assert.match(pgn, /1\. f3 e5 2\. g4 Qh4# 0-1/);

    const cy = await visitor(browser, test);
    await watch(cy, link);
    await stands(cy, 'h4', 'q');
    await cy.part('replay-back').click();
    await stands(cy, 'd8', 'q');
    await stands(cy, 'g4', 'P');
    await cy.part('move').filter({ hasText: 'f3' }).click();
    await stands(cy, 'e7', 'p');
    await cy.part('replay-first').click();
    await stands(cy, 'f2', 'P');
    await cy.part('replay-latest').click();
    await stands(cy, 'h4', 'q');
  });

  it('takes the drawn piece to where it is dropped', async () => {
    await seat(ann, bob, server.url);
    await pick(ann, 'g1');
    await square(ann, 'g1').dragTo(square(ann, 'f3'));
    await stands(bob, 'f3', 'N');
    await hasMoves(ann, ['Nf3']);
  });

  it('asks what a pawn becomes, and lets the player think better of it', async () => {
    await seat(ann, bob, server.url);
    await playMoves(ann, bob, 'a2a4 b7b5 a4b5 a7a6 b5a6 c8b7 a6b7 b8c6');
    await move(ann, 'b7', 'a8');
    await ann.part('promotion').press('Escape');
    await hides(ann, 'promotion');
    await stands(ann, 'a8', 'r');
    await move(ann, 'b7', 'a8');
    await ann.part('promote-knight').click();
    await stands(bob, 'a8', 'N');
    await shows(bob, 'move', /^bxa8=N$/);
  });

  it('counts the time of the side to move down, and that of the other not', async () => {
    await seat(ann, bob, server.url, { minutes: 1 });
    const clock = (color) => bob.part(`plate-${color}`).getByTestId('clock');
    await clock('white').filter({ hasText: /^0:[0-5]\d$/ }).waitFor();
    assert.equal(await clock('black').textContent(), '1:00');
  });

  it('ends in a draw when both want it', async () => {
    await seat(ann, bob, server.url);
    await ann.part('draw-button').click();
    await bob.part('decline-button').click();
    await shows(ann, 'notice', /^Bob declines the draw$/);
    await ann.part('draw-button').click();
    await bob.part('accept-button').click();
    for (const who of [ann, bob]) await shows(who, 'status', /^Draw: by agreement$/);
  });

  // ---- what is not allowed ----

  it('says why a move is illegal, and changes nothing', async () => {
    await seat(ann, bob, server.url);
    await move(ann, 'e2', 'e5');
    await shows(ann, 'toast', /^Invalid move: .+/);
    await stands(ann, 'e2', 'P');
    await move(ann, 'e2', 'e4');
    await hasMoves(bob, ['e4']);
    await stands(bob, 'e5', '');
  });

  it('hints at the squares that a piece may go to', async () => {
    await seat(ann, bob, server.url);
    await pick(ann, 'b1');
    await ann.page.locator('[data-square="a3"].target').waitFor();
    const hints = await ann.page.locator('.target').evaluateAll((squares) => squares.map((each) => each.dataset.square));
    assert.deepEqual(hints.sort(), ['a3', 'c3']);
  });

  it('gives the pieces to those only who play', async (test) => {
    const link = await seat(ann, bob, server.url);
    const cy = await visitor(browser, test);
    await watch(cy, link);
    await square(cy, 'e2').click();
    await square(cy, 'e4').click();
    await square(cy, 'd2').dragTo(square(cy, 'd4'));
    await move(ann, 'a2', 'a3');
    await stands(cy, 'a3', 'P');
    await hasMoves(cy, ['a3']);
    assert.equal(await cy.page.locator('.movable, [aria-selected=true]').count(), 0);
    for (const name of ['resign-button', 'draw-button', 'join-panel']) assert.ok(!(await cy.part(name).isVisible()), name);
  });

  it('shows markup in chat and names as the text it is', async () => {
    const markup = '<img src=x onerror="document.title = 1">';
    const link = await makeGame(ann, server.url, { name: '<b>Ann' });
    await watch(bob, link);
    await ann.part('chat-input').fill(markup);
    await ann.part('chat-input').press('Enter');
    await bob.part('chat-message').filter({ hasText: markup }).waitFor();
    await shows(bob, 'plate-white', /<b>Ann/);
    assert.equal(await bob.part('game-view').locator('img, b b').count(), 0);
  });

  // ---- for everybody ----

  it('is played with the keyboard alone, and says aloud what happened', async () => {
    await seat(ann, bob, server.url);
    await pick(ann, 'a2');
    await square(ann, 'a2').press('Escape');
    await square(ann, 'a2').focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter']) await ann.page.keyboard.press(key);
    assert.equal(await square(ann, 'e2').getAttribute('aria-selected'), 'true');
    for (const key of ['ArrowUp', 'ArrowUp', 'Enter']) await ann.page.keyboard.press(key);
    await stands(bob, 'e4', 'P');
    await shows(bob, 'announcer', /^white: pawn e2 to e4\. Your move\.$/);
    assert.equal(await square(bob, 'e4').getAttribute('aria-label'), 'e4, white pawn');
    assert.equal(await ann.page.locator('[role=gridcell][tabindex="0"]').count(), 1);
  });

  it('shows Black the board from their side, and turns it on request', async () => {
    await seat(ann, bob, server.url);
    const corner = () => bob.page.locator('[role=gridcell]').first().getAttribute('data-square');
    assert.equal(await corner(), 'h1');
    await bob.part('flip-button').click();
    assert.equal(await corner(), 'a8');
  });

  it('fits a screen 360 pixels wide', async (test) => {
    const dan = await visitor(browser, test, { viewport: { width: 360, height: 740 } });
    const width = () => dan.page.evaluate(() => document.documentElement.scrollWidth);
    const link = await makeGame(ann, server.url, { name: 'W'.repeat(40), minutes: 5 });
    await dan.page.goto(server.url);
    await dan.part('game').first().waitFor();
    assert.equal(await width(), 360);
    await sitDown(dan, link, { name: 'M'.repeat(40) });
    await playMoves(ann, dan, 'e2e4 e7e5');
    await dan.part('chat-input').fill('x'.repeat(200));
    await dan.part('chat-input').press('Enter');
    await dan.part('chat-message').waitFor();
    assert.equal(await width(), 360);
    const board = await dan.part('board').boundingBox();
    assert.ok(board.width > 330 && board.x >= 0, `the board is ${board.width} wide`);
  });

  it('plays against the engine', { skip: noEngine }, async () => {
    await ann.page.goto(server.url);
    await ann.part('name-input').fill('Ann');
    await choose(ann, 'color', 'white');
    await choose(ann, 'opponent', 'engine');
    await ann.part('create-button').click();
    for (const [from, to] of [['a2', 'a3'], ['h2', 'h3'], ['b2', 'b3']]) await move(ann, from, to);
    await ann.part('move').nth(5).waitFor();
    await shows(ann, 'plate-black', /engine/);
  });

  it('raises no script error and breaks no content security policy', () => {
    assert.deepEqual([...ann.complaints, ...bob.complaints], []);
  });
});
