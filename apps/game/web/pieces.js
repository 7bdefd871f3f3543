// The chess pieces as drawings, on a square of 100 by 100.

import { makeSvg } from './dom.js';

const foot = 'M27 88v-4c0-5 4-8 9-8h28c5 0 9 3 9 8v4z';
const wideFoot = 'M23 88v-3c0-5 4-9 9-9h36c5 0 9 4 9 9v3z';

/** Of each kind: what is filled and outlined, then the lines that are drawn on it. */
const drawings = {
  p: {
    shape: [foot, 'M36 76c5-6 9-13 9-23h10c0 10 4 17 9 23z', 'M37 53c-2-5 2-8 5-9h16c3 1 7 4 5 9z', 'M36 33a14 14 0 1 1 28 0a14 14 0 1 1-28 0z'],
    lines: [],
  },
  r: {
    shape: [wideFoot, 'M32 76l4-32h28l4 32z', 'M27 16h11v8h7v-8h10v8h7v-8h11v19c0 5-4 9-9 9H36c-5 0-9-4-9-9z'],
    lines: ['M36 52h28'],
  },
  n: {
    shape: [
      wideFoot,
      'M31 76c-1-13 14-17 15-28c-4 5-9 5-13 9c-2 3-4 5-7 4c-5-1-9-6-7-12c1-5 7-9 9-17c2-6 5-9 9-11c0-4 1-7 4-11c3 3 6 6 8 9c18 2 27 17 27 35c0 9-1 16-4 22z',
    ],
    lines: ['M55 26c11 5 15 18 13 34', 'M26 52l2-2'],
    dots: [[38, 34, 2.6]],
  },
  b: {
    shape: [wideFoot, 'M33 76c6-5 8-9 8-15h18c0 6 2 10 8 15z', 'M40 61c-14-14-4-32 10-43c14 11 24 29 10 43z', 'M45 14a5 5 0 1 1 10 0a5 5 0 1 1-10 0z'],
    lines: ['M54 31l-8 12', 'M40 61h20'],
  },
  q: {
    shape: [
      wideFoot,
      'M31 76c1-5-1-9-2-13L17 35l15 12l3-24l11 21l4-25l4 25l11-21l3 24l15-12l-12 28c-1 4-3 8-2 13z',
      'M12 31a5 5 0 1 1 10 0a5 5 0 1 1-10 0z',
      'M29 20a5 5 0 1 1 10 0a5 5 0 1 1-10 0z',
      'M45 15a5 5 0 1 1 10 0a5 5 0 1 1-10 0z',
      'M61 20a5 5 0 1 1 10 0a5 5 0 1 1-10 0z',
      'M78 31a5 5 0 1 1 10 0a5 5 0 1 1-10 0z',
    ],
    lines: ['M31 65c12-4 26-4 38 0'],
  },
  k: {
    shape: [
      wideFoot,
      'M47 8h6v7h7v6h-7v10h-6V21h-7v-6h7z',
      'M32 76c0-10-14-16-14-30c0-17 24-20 32-2c8-18 32-15 32 2c0 14-14 20-14 30z',
      'M50 50c-8-9-8-17 0-24c8 7 8 15 0 24z',
    ],
    lines: ['M32 69c12-4 24-4 36 0', 'M50 50v14'],
  },
};

/** The drawing of a piece, named as in FEN: "K" is the white king, "q" the black queen. */
export function drawPiece(piece) {
  const { shape, lines, dots = [] } = drawings[piece.toLowerCase()];
  return makeSvg(
    'svg',
    { viewBox: '0 0 100 100', class: `piece ${isWhite(piece) ? 'white' : 'black'}`, 'aria-hidden': 'true' },
    ...shape.map((d) => makeSvg('path', { d })),
    ...lines.map((d) => makeSvg('path', { d, class: 'line' })),
    ...dots.map(([cx, cy, r]) => makeSvg('circle', { cx, cy, r, class: 'dot' })),
  );
}

export const isWhite = (piece) => piece === piece.toUpperCase();
