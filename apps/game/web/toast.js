// A line over the page that says what went right or wrong, and for screen readers a line that says what happens.

import { part } from './dom.js';

const shownFor = 6_000; // milliseconds
let timer = null;

export const tell = (text) => show(text, false);
export const warn = (text) => show(text, true);

export function announce(text) {
  part('announcer').textContent = text;
}

function show(text, bad) {
  const line = part('toast');
  line.textContent = text;
  line.classList.toggle('bad', bad);
  clearTimeout(timer);
  timer = setTimeout(() => (line.textContent = ''), shownFor);
}
