// Opens the chat page in a headless Chromium, each person in a browser context of their own.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const executablePath = process.env.TROUPE_CHROMIUM ?? '/usr/bin/chromium';
const patience = 20_000; // milliseconds that a page may take to show what is expected

/** Why browser tests cannot run here, or false. */
export const noBrowser = !existsSync(executablePath) && `there is no ${executablePath}`;

/** A browser with an empty profile that goes with it. */
export function launch() {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Somebody with a page of their own, and what the page complains of in `complaints`. */
export async function person(browser, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (/content security policy|refused to/i.test(message.text())) complaints.push(message.text());
  });
  return { page, complaints, part: (name) => page.getByTestId(name), close: () => context.close() };
}

/** Somebody who is gone when the test is over. */
export async function visitor(browser, test, options) {
  const somebody = await person(browser, options);
  test.after(() => somebody.close());
  return somebody;
}

/** Fills in the form and waits until the room is there. */
export async function enter({ page, part }, url, room, name) {
  await page.goto(url);
  await part('room-input').fill(room);
  await part('name-input').fill(name);
  await part('join-button').click();
  await isOnline({ part });
}

export async function say({ part }, text) {
  await part('composer').fill(text);
  await part('composer').press('Enter');
}

export const messages = ({ part }, text) => part('message').filter({ hasText: text });

export const isOnline = (who) => shows(who, 'connection', /^Connected$/);

/** Waits until that part of the page has a text that matches. */
export function shows({ part }, name, pattern) {
  return part(name).filter({ hasText: pattern }).first().waitFor();
}

export function nobodyTypes({ page }) {
  return page.locator('[data-testid=typing]:empty').waitFor({ state: 'attached' });
}

export function hides({ part }, name) {
  return part(name).waitFor({ state: 'hidden' });
}
