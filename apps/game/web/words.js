// What the page says about games, in words.

import { colorOf, kindOf } from './position.js';

const reasons = {
  checkmate: 'checkmate',
  stalemate: 'stalemate',
  threefold_repetition: 'the same position three times',
  fifty_moves: 'fifty moves without progress',
  dead_position: 'nobody can win this position',
  resignation: 'resignation',
  agreed_draw: 'by agreement',
  flag: 'time ran out',
  abandoned: 'the other side left',
  node_lost: 'its server was lost',
};

const winners = { '1-0': 'White wins', '0-1': 'Black wins', '1/2-1/2': 'Draw' };

export const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** "Black wins: checkmate" */
export function outcomeText(result, reason) {
  const who = winners[result] ?? 'The game is over';
  return reason ? `${who}: ${reasons[reason] ?? reason}` : who;
}

/** "white: knight g1 to f3, check", for those who listen. `position` is the one after the move. */
export function moveText(position, { from, to, san, promotion }) {
  const piece = position[to];
  if (san.startsWith('O-O')) return `${colorOf(piece)} castles ${san.startsWith('O-O-O') ? 'queenside' : 'kingside'}${end(san)}`;
  const kind = promotion ? 'pawn' : kindOf(piece);
  const takes = san.includes('x') ? 'takes on' : 'to';
  const becomes = promotion ? ` and becomes a ${kindOf(piece)}` : '';
  return `${colorOf(piece)}: ${kind} ${from} ${takes} ${to}${becomes}${end(san)}`;
}

const end = (san) => (san.endsWith('#') ? ', checkmate' : san.endsWith('+') ? ', check' : '');

export function paceText(minutes, incrementSeconds) {
  return minutes > 0 ? `${minutes} + ${incrementSeconds}` : 'no clock';
}

/** An error of the server, with its reason where it gives one. */
export function errorText({ message, reason, retry_after_ms: wait }) {
  const why = reason ? `${message}: ${reason}.` : String(message ?? 'Something went wrong');
  return wait > 0 ? `${why} Try again in ${Math.ceil(wait / 1000)} s.` : why;
}
