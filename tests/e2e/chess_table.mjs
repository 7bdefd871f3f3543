// Plays chess in a browser as people do: with the game's page, by pointer.

import { isOnline, shows } from './browser.mjs';

/** Makes a game with the form on the landing view and sits down. Returns its link. */
export async function makeGame(who, url, { name, color = 'white', minutes = 0 }) {
  await who.page.goto(url);
  await who.part('name-input').fill(name);
  await choose(who, 'minutes', minutes);
  await choose(who, 'color', color);
  await who.part('create-button').click();
  await who.part('invite-panel').waitFor();
  return who.page.url();
}

export function choose({ part }, field, value) {
  return part('new-game').locator(`input[name="${field}"][value="${value}"]`).check();
}

export async function sitDown(who, link, { name, color = 'black' }) {
  await watch(who, link);
  await who.part('join-name').fill(name);
  await who.part(`join-${color}`).click();
  await hasSeat(who, color);
}

/** Waits until the page says that this seat is its own. */
export function hasSeat(who, color) {
  return shows(who, `plate-${color}`, /\(you\)/);
}

export async function watch(who, link) {
  await who.page.goto(link);
  await isOnline(who);
}

/** Two who sit at a new game. */
export async function seat(white, black, url, options = {}) {
  const link = await makeGame(white, url, { name: 'Ann', ...options });
  await sitDown(black, link, { name: 'Bob' });
  return link;
}

export const square = ({ page }, name) => page.locator(`[data-square="${name}"]`);

/** Waits until that piece, named as in FEN, stands there; no piece is ''. */
export function stands({ page }, name, piece) {
  return page.locator(`[data-square="${name}"][data-piece="${piece}"]`).waitFor();
}

/** Picks up a piece when it may be moved. */
export const pick = ({ page }, name) => page.locator(`[data-square="${name}"].movable`).click();

export async function move(who, from, to) {
  await pick(who, from);
  await square(who, to).click();
}

/** Plays "e2e4 e7e5 ..." in turns, White first. */
export async function playMoves(white, black, moves) {
  for (const [index, text] of moves.split(' ').entries()) {
    await move(index % 2 === 0 ? white : black, text.slice(0, 2), text.slice(2, 4));
  }
}

/** Waits until the list has exactly these moves. */
export async function hasMoves({ part }, san) {
  await part('move').nth(san.length - 1).waitFor();
  const shown = await part('move').allTextContents();
  if (shown.join() !== san.join()) throw new Error(`the moves are ${shown}, not ${san}`);
}
