// The page's entry: which view is open follows from the address, so that every game has a link.

import { part } from './dom.js';
import { GamePage } from './game_page.js';
import { Lobby } from './lobby.js';

let wish = null; // the seat that the maker of a new game wants
const lobby = new Lobby((id, wanted) => {
  wish = wanted;
  location.hash = `#/game/${encodeURIComponent(id)}`;
});
const game = new GamePage(() => show('missing'));

function route() {
  lobby.close();
  game.close();
  const id = gameInAddress();
  show(id === null ? 'lobby' : 'game');
  if (id === null) {
    document.title = 'Troupe chess';
    lobby.open();
  } else {
    game.open(id, wish);
  }
  wish = null;
}

function gameInAddress() {
  const match = /^#\/game\/([^/]+)$/.exec(location.hash);
  try {
    return match && decodeURIComponent(match[1]);
  } catch {
    return null;
  }
}

function show(view) {
  for (const name of ['lobby', 'game', 'missing']) part(name).hidden = name !== view;
}

addEventListener('hashchange', route);
route();
