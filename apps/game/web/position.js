// What stands where: a position is an object from squares ("e4") to pieces as FEN names them ("P", "q").

import { isWhite } from './pieces.js';

export const files = 'abcdefgh';
const kinds = { p: 'pawn', n: 'knight', b: 'bishop', r: 'rook', q: 'queen', k: 'king' };
const worth = { p: 1, n: 3, b: 3, r: 5, q: 9, k: 0 };

export const start = 'rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1';

export const colorOf = (piece) => (isWhite(piece) ? 'white' : 'black');
export const kindOf = (piece) => kinds[piece.toLowerCase()];
export const opponentOf = (color) => (color === 'white' ? 'black' : 'white');

export function parseFen(fen) {
  const position = {};
  fen.split(' ')[0].split('/').forEach((row, down) => {
    let file = 0;
    for (const letter of row) {
      if (letter >= '1' && letter <= '8') file += Number(letter);
      else position[files[file++] + (8 - down)] = letter;
    }
  });
  return position;
}

/** The position after a move that is known to be legal; castling is the king's step. */
export function play(position, { from, to, promotion }) {
  const piece = position[from];
  const next = { ...position };
  delete next[from];
  if (isCastling(piece, from, to)) moveRook(next, to);
  if (isEnPassant(position, piece, from, to)) delete next[to[0] + from[1]];
  next[to] = promotion ? promoted(piece, promotion) : piece;
  return next;
}

function isCastling(piece, from, to) {
  return /k/i.test(piece) && Math.abs(files.indexOf(from[0]) - files.indexOf(to[0])) === 2;
}

function moveRook(next, kingTo) {
  const rank = kingTo[1];
  const [corner, beside] = kingTo[0] === 'g' ? ['h', 'f'] : ['a', 'd'];
  next[beside + rank] = next[corner + rank];
  delete next[corner + rank];
}

function isEnPassant(position, piece, from, to) {
  return /p/i.test(piece) && from[0] !== to[0] && !position[to];
}

/** `kind` is a name or a letter: "queen", "Q", "q". */
function promoted(pawn, kind) {
  const letter = kind.length === 1 ? kind : (Object.keys(kinds).find((key) => kinds[key] === kind) ?? 'q');
  return isWhite(pawn) ? letter.toUpperCase() : letter.toLowerCase();
}

/** Whether this step takes a pawn to the last rank. */
export function isPromotion(position, from, to) {
  return /p/i.test(position[from] ?? '') && (to[1] === '8' || to[1] === '1');
}

export function kingOf(position, color) {
  const king = color === 'white' ? 'K' : 'k';
  return Object.keys(position).find((square) => position[square] === king);
}

/** How many pawns' worth this side is ahead. */
export function lead(position, color) {
  let sum = 0;
  for (const piece of Object.values(position)) {
    sum += (colorOf(piece) === color ? 1 : -1) * worth[piece.toLowerCase()];
  }
  return sum;
}
