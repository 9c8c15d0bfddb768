import type { MessageParams } from '../messages.js';

const one = (p: MessageParams) => p['n'] === 1;
const where = (p: MessageParams) => (p['app'] ? 'from {app}' : 'here');

/** English words of what `<crm-sync-status>` asks and lists after a press. `{n}` is `count` as a number. */
export const statusActs = {
  cancel: 'Cancel',
  stop_title: 'Stop the copy?',
  stop_note: 'What is copied stays. You can go on later.',
  stop: 'Stop',
  carry_on: 'Keep copying',

  list_loading: 'Loading the list',
  list_more: 'Show more',
  list_failed: 'The list cannot be shown right now.',
  list_retry: 'Try again',
  open_in: 'Open in {crm}',

  held_list: '{count} {objects} held back',
  held_none: 'Nothing is held any more.',
  held_changed: 'It changed meanwhile: another number is held now. Look again, then decide.',
  held_decided: 'Somebody has decided it meanwhile.',
  delete_title: (p: MessageParams) => `Delete {count} {objects} ${where(p)}?`,
  delete_note: 'This cannot be undone.',
  delete_type: 'Type {count} to confirm',
  delete_wrong: 'Type the number {count}.',
  delete_do: 'Delete {count}',
  done_keep: (p: MessageParams) =>
    `{count} {objects} ${one(p) ? 'stays' : 'stay'}${p['app'] ? ' in {app}' : ''}.`,
  done_delete: (p: MessageParams) => `{count} {objects} ${one(p) ? 'is' : 'are'} being deleted ${where(p)}.`,
};
