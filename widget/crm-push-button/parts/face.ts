import type { Problem } from '../../../shared/errors.js';
import type { PushError, PushReceipt } from '../../../shared/push.js';
import type { push as words } from '../../locales/en/push.js';

export type PushWord = keyof typeof words;

/**
 * What the button stands on: nothing known, no CRM, ready, nobody to ask (`lost` while reading, `unsent` while
 * sending), not taken by the service, or a receipt.
 */
export type PushView =
  | { kind: 'loading' | 'none' | 'idle' | 'readonly' | 'posting' | 'unsent' }
  | { kind: 'lost'; problem: Problem | null }
  | { kind: 'problem'; problem: Problem }
  | { kind: 'receipt'; receipt: PushReceipt };

export type FaceIcon = 'plug' | 'send' | 'clock' | 'spinner' | 'search' | 'good' | 'bad' | 'unknown';
export type FaceAction = 'connect' | 'send' | 'match' | 'reconnect' | 'retry' | 'read';

/** What is drawn. `press` makes the label a button, `href` a link; else it is a status. */
export interface Face {
  icon: FaceIcon;
  tone: 'plain' | 'wait' | 'info' | 'good' | 'bad';
  label: string;
  note: string;
  press?: FaceAction;
  href?: string;
  /** A small action after the note, and its label. */
  action?: [does: FaceAction, label: string];
}

/** Words and formats in the reader's language. Times are `HH:MM`, with the day before them when it is not today. */
export interface Speech {
  say(word: PushWord, params?: Record<string, string | number>): string;
  has(word: string): word is PushWord;
  time(iso: string): string;
  date(iso: string): string;
  number(value: number): string;
}

const TONES = { spinner: 'info', search: 'info', good: 'good', bad: 'bad', unknown: 'wait' } as const;

const face = (icon: FaceIcon, label: string, note: string, more: Partial<Face> = {}): Face => ({
  ...{ icon, label, note },
  tone: (TONES as Partial<Record<FaceIcon, Face['tone']>>)[icon] ?? 'plain',
  ...more,
});

/** The face of a view other than `loading`. `crm` is the provider's label. Pure. */
export function faceOf(view: PushView, crm: string, speech: Speech): Face {
  const { say } = speech;
  switch (view.kind) {
    case 'none':
      return face('plug', say('connect'), say('connect_note'), { press: 'connect' });
    case 'readonly':
      return face('send', say('idle_note'), say('readonly_note'), { tone: 'wait' });
    case 'posting':
      return face('spinner', say('sending'), say('sending_note'));
    case 'lost': {
      const note = view.problem ? view.problem.detail : say('unknown_note');
      return face('unknown', say('unknown'), note, { action: ['read', say('try_now')] });
    }
    case 'unsent':
      return face('bad', say('dead'), say('offline'), { action: ['retry', say('retry')] });
    case 'problem':
      return problemFace(view.problem, crm, speech);
    case 'receipt':
      return receiptFace(view.receipt, crm, speech);
    default:
      return face('send', say('send', { crm }), say('idle_note'), { press: 'send' });
  }
}

function problemFace({ code, detail, next, status }: Problem, crm: string, { say, has }: Speech): Face {
  const bad = face('bad', say('failed'), has(code) ? say(code, { crm, detail }) : detail);
  if (next === 'reconnect') bad.action = ['reconnect', say('reconnect')];
  else if (status !== 403) bad.action = ['retry', say('retry')];
  return bad;
}

function receiptFace(receipt: PushReceipt, crm: string, speech: Speech): Face {
  const { say, time } = speech;
  const at = receipt.next_try_at && time(receipt.next_try_at);
  switch (receipt.state) {
    case 'queued': {
      // A first try is a matter of seconds; a later one is known to the minute.
      const note = receipt.attempts > 0 && at ? say('queued_at', { time: at }) : say('queued_note');
      return face('clock', say('queued'), note, { tone: 'wait' });
    }
    case 'waiting_for_quota': {
      const label = at ? say('quota', { time: at }) : say('quota_later', { crm });
      return face('clock', label, say('quota_note', { crm }), { tone: 'info' });
    }
    case 'sending':
      return face('spinner', say('sending'), say('sending_note'));
    case 'checking':
      return face('search', say('checking', { crm }), say('checking_note'));
    case 'failed':
      return failedFace(receipt.error, crm, speech);
    case 'dead':
      return face('bad', say('dead'), deadNote(receipt, crm, speech), { action: ['retry', say('retry')] });
    default:
      return goodFace(receipt, crm, speech);
  }
}

function goodFace(receipt: PushReceipt, crm: string, { say, time, date }: Speech): Face {
  const isNew = receipt.state === 'sent';
  const { contact_name: contact, sent_at, remote_url: href } = receipt;
  const at = sent_at ?? receipt.updated_at;
  let note = contact ? say('sent_with', { contact, time: time(at) }) : say('sent_at', { time: time(at) });
  if (!isNew) note = sent_at ? say('already_on', { date: date(at) }) : say('already_note');
  const good = face('good', say(isNew ? 'sent' : 'already', { crm }), note);
  // The address comes from the CRM: anything but a web page is text here, never a link.
  if (href && /^https?:\/\//i.test(href)) good.href = href;
  return good;
}

function failedFace(error: PushError | null, crm: string, speech: Speech): Face {
  const { say } = speech;
  const note = error ? failedNote(error, crm, speech) : '';
  return face('bad', say('failed'), note, {
    action: error?.field ? ['match', say('match')] : ['retry', say('retry')],
  });
}

/** Fields a CRM has a list of values for. */
const PICKLISTS = ['kind', 'direction', 'outcome'];

function failedNote({ field: name, value, message }: PushError, crm: string, speech: Speech): string {
  if (!name) return message;
  const field = fieldLabel(name, speech);
  if (!value) return speech.say('refused_field', { field, message });
  return speech.say(PICKLISTS.includes(name) ? 'refused_option' : 'refused_value', { field, crm, value });
}

function fieldLabel(field: string, { say, has }: Speech): string {
  const word = `field_${field}`;
  if (has(word)) return say(word);
  const plain = field.replace(/^custom\./, '').replaceAll('_', ' ');
  return plain.charAt(0).toLocaleUpperCase() + plain.slice(1);
}

const SILENCE = ['crm_unreachable', 'crm_error', 'crm_rate_limited'];

function deadNote(receipt: PushReceipt, crm: string, { say, time, number }: Speech): string {
  const { error, attempts, first_tried_at: since } = receipt;
  if (error && !SILENCE.includes(error.code)) return error.message;
  if (!since || attempts < 2) return say('dead_note', { crm });
  return say('dead_since', { crm, count: number(attempts), time: time(since) });
}
