// What is worth a line in the chat, told by the event and what was known before it.

import { capital, outcomeText } from './words.js';

/** A line, or null. */
export function noticeOf(event, game) {
  return Object.hasOwn(notices, event.type) ? notices[event.type](event, game) : null;
}

const nameOf = (event, game) => game.byId(event.player_id)?.player_name ?? 'Somebody';

const notices = {
  player_joined(event, game) {
    if (!game.byId(event.player_id)) return `${event.player_name} plays ${capital(event.color)}`;
    return game.byId(event.player_id).online ? null : `${event.player_name} is back`;
  },
  player_left(event, game) {
    const why = event.reason === 'connection_lost' ? 'lost the connection' : 'left';
    return `${nameOf(event, game)} ${why}`;
  },
  draw_offered: (event, game) => `${nameOf(event, game)} offers a draw`,
  draw_declined: (event, game) => `${nameOf(event, game)} declines the draw`,
  game_over: (event) => outcomeText(event.result, event.reason),
};
