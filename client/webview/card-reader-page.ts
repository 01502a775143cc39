// The script of the page that shows a card: it tells the extension what the reader asks for.
import { isLanguage } from '../../server/messages/language.ts';
import { type ReaderMessage, type ReaderState, readerStateFrom } from '../reader-message.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: ReaderMessage): void;
  setState(state: ReaderState): void;
};

const vscode = acquireVsCodeApi();
const shown = readerStateFrom({ ...document.body.dataset });
if (shown) vscode.setState(shown);

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('button') : null;
  if (!button) return;
  const { open, insert, scratch, language: wanted, browse } = button.dataset;
  if (open !== undefined) vscode.postMessage({ type: 'open', id: open });
  else if (browse !== undefined) vscode.postMessage({ type: 'browse' });
  else if (isLanguage(wanted)) vscode.postMessage({ type: 'language', language: wanted });
  else if (insert !== undefined) vscode.postMessage({ type: 'insert', example: Number(insert) });
  else if (scratch !== undefined) vscode.postMessage({ type: 'scratch', example: Number(scratch) });
});

document.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLInputElement && target.dataset.read !== undefined)
    vscode.postMessage({ type: 'read', isRead: target.checked });
});

document.addEventListener('keydown', (event) => {
  if (!event.altKey || event.key !== 'ArrowLeft') return;
  // The editor would go back in its own history as well.
  event.preventDefault();
  event.stopPropagation();
  vscode.postMessage({ type: 'back' });
});

// A screen reader begins at the title; the page itself does not take the focus from the editor.
if (document.hasFocus()) document.querySelector('h1')?.focus();
