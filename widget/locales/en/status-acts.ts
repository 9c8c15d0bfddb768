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

  activity_filter: 'What to show',
  activity_all: 'Everything',
  activity_problems: 'Problems',
  activity_list: 'What happened with {crm}',
  activity_none: 'Nothing has happened yet.',
  activity_fine: 'No problems.',
  level_warn: 'Warning:',
  level_error: 'Error:',
  log_run_finished: (p: MessageParams) =>
    `${p['kind'] === 'backfill' ? 'History copied' : 'Checked for changes'}: {seen} seen, {changed} new or changed.${p['unmapped'] ? ' {unmapped} to check.' : ''}`,
  log_records_deleted: '{count} {objects} deleted: no longer in {crm}.',
  log_deletions_held: '{count} {objects} no longer in {crm}. Nothing is deleted until you decide.',
  run_by: 'Asked for by {person}.',
  run_by_itself: 'Started by itself.',
  run_took: 'It took {time}.',
  run_stopped_after: 'Stopped after {time}.',
  run_stopped: 'Stopped before it began.',
  run_queued: 'It has not begun yet.',
  run_under_way: 'Under way.',
  run_object: '{object}: {done} seen, {created} new, {updated} changed{refused}.',
  run_refused: ', {count} with a problem',
  run_problems: 'Problems of this run',
  run_fine: 'No problems.',
  run_gone: 'Its figures are no longer kept.',

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
