// Questions that have to be answered before the game goes on.

import { drawPiece } from './pieces.js';
import { make } from './dom.js';

const choices = { queen: 'q', knight: 'n', rook: 'r', bishop: 'b' };

/** What a pawn shall become: "queen", "knight", "rook" or "bishop", or null if it shall rather not move. */
export function choosePromotion(dialog, color) {
  const buttons = Object.entries(choices).map(([kind, letter]) => {
    const piece = drawPiece(color === 'white' ? letter.toUpperCase() : letter);
    return make('button', { value: kind, 'aria-label': kind, 'data-testid': `promote-${kind}` }, piece);
  });
  dialog.querySelector('form').replaceChildren(...buttons);
  return answerOf(dialog).then((answer) => (answer in choices ? answer : null));
}

/** Whether that which cannot be undone shall be done. */
export function confirmed(dialog, question, action) {
  dialog.querySelector('p').textContent = question;
  dialog.querySelector('[value=yes]').textContent = action;
  return answerOf(dialog).then((answer) => answer === 'yes');
}

function answerOf(dialog) {
  return new Promise((resolve) => {
    dialog.returnValue = '';
    dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true });
    dialog.showModal();
  });
}
