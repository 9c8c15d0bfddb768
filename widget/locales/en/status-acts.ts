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

  refused_list: 'What did not reach {crm}',
  refused_none: 'Everything has reached {crm} by now.',
  refused_retry_one: 'Try again: {name}',
  refused_again: '{count} are on their way again.',
  refused_again_1: 'It is on its way again.',
  refused_silent: '{crm} did not answer {count} times since {time}.',
  refused_mute: '{crm} did not answer.',
  refused_value: '{field}: {crm} does not take “{value}”.',
  refused_field: '{field}: {message}',
  f_email: 'Email',
  f_phone_e164: 'Phone',
  f_first_name: 'First name',
  f_last_name: 'Last name',
  f_name: 'Name',
  f_country_iso: 'Country',
  f_amount_cents: 'Amount',
  f_stage: 'Stage',
  f_close_date: 'Close date',
  f_outcome: 'Call result',
};
