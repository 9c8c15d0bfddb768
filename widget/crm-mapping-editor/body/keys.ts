import type { EditorBody } from '../editor-body.js';

const isTyping = (event: Event) =>
  (event.composedPath()[0] as HTMLElement).matches?.('input, select, textarea') ?? false;

/** For `keydown` anywhere in the editor: undo, redo, save, find, next problem. */
export function shortcut(body: EditorBody, event: KeyboardEvent): void {
  const key = event.key.toLowerCase();
  const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (isCommand && key === 's') void body.save();
  else if (isCommand && (key === 'z' || key === 'y') && !isTyping(event)) {
    body.model.edit({ do: key === 'y' || event.shiftKey ? 'redo' : 'undo' });
  } else if (key === '/' && !isTyping(event)) body.find('#find')?.focus();
  else if (key === 'f8') body.travel.toNextProblem(body.focus.field);
  else return;
  event.preventDefault();
}

/** For `keydown` in the grid: moving about, and what opens a row's picker. */
export function gridKey(body: EditorBody, event: KeyboardEvent): void {
  if (!body.focus.keyed(event) && !opensPicker(body, event)) return;
  event.preventDefault();
  event.stopPropagation();
}

/** A letter, or Alt+Down, in a row: its picker, with the letter in it. */
function opensPicker(body: EditorBody, event: KeyboardEvent): boolean {
  const row = (event.target as HTMLElement).closest('.entry .row');
  const { field } = body.focus;
  const isLetter = /^[\p{L}\p{N}]$/u.test(event.key) && !event.altKey;
  const isOpening = event.altKey && event.key === 'ArrowDown';
  if (!row || !field || event.ctrlKey || event.metaKey || !(isOpening || isLetter)) return false;
  const anchor = row.querySelector<HTMLElement>('.select');
  const search = isOpening ? '' : event.key;
  if (anchor) body.overlays.run((overlays) => overlays.openPicker(field, anchor, search));
  return true;
}
