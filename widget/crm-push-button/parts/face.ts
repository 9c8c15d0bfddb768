import type { Problem } from '../../../shared/errors.js';
import type { PushError, PushReceipt, PushState } from '../../../shared/push.js';
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
  state: 'loading' | 'none' | 'idle' | 'problem' | 'unknown' | PushState;
  icon: FaceIcon;
  tone: 'plain' | 'wait' | 'info' | 'good' | 'bad';
  label: string;
  note: string;
  press?: FaceAction;
  href?: string;
  /** A small action after the note. */
  action?: { does: FaceAction; label: string };
}

/** Words and formats in the reader's language. Times are `HH:MM`, with the day before them when it is not today. */
export interface Speech {
  say(word: PushWord, params?: Record<string, string | number>): string;
  has(word: string): word is PushWord;
  time(iso: string): string;
  date(iso: string): string;
  number(value: number): string;
}

/** The face of a view. `crm` is the provider's label. Pure. */
export function faceOf(view: PushView, crm: string, speech: Speech): Face {
  const { say } = speech;
  switch (view.kind) {
    case 'loading':
      return { state: 'loading', icon: 'send', tone: 'plain', label: say('loading'), note: '' };
    case 'none':
      return {
        ...{ state: 'none', icon: 'plug', tone: 'plain', press: 'connect' },
        ...{ label: say('connect'), note: say('connect_note') },
      };
    case 'idle':
      return {
        ...{ state: 'idle', icon: 'send', tone: 'plain', press: 'send' },
        ...{ label: say('send', { crm }), note: say('idle_note') },
      };
    case 'readonly':
      return {
        state: 'idle',
        icon: 'send',
        tone: 'wait',
        label: say('idle_note'),
        note: say('readonly_note'),
      };
    case 'posting':
      return {
        state: 'sending',
        icon: 'spinner',
        tone: 'info',
        label: say('sending'),
        note: say('sending_note'),
      };
    case 'lost':
      return {
        ...{
          state: 'unknown',
          icon: 'unknown',
          tone: 'wait',
          label: say('unknown'),
          note: say('unknown_note'),
        },
        action: { does: 'read', label: say('try_now') },
      };
    case 'unsent':
      return {
        ...{ state: 'dead', icon: 'bad', tone: 'bad', label: say('dead'), note: say('offline') },
        action: { does: 'retry', label: say('retry') },
      };
    case 'problem':
      return problemFace(view.problem, crm, speech);
    case 'receipt':
      return receiptFace(view.receipt, crm, speech);
  }
}

function problemFace(problem: Problem, crm: string, { say, has }: Speech): Face {
  const { code, detail } = problem;
  const face: Face = {
    ...{ state: 'problem', icon: 'bad', tone: 'bad', label: say('failed') },
    note: has(code) ? say(code, { crm, detail }) : detail,
  };
  if (problem.next === 'reconnect') face.action = { does: 'reconnect', label: say('reconnect') };
  else if (problem.status !== 403) face.action = { does: 'retry', label: say('retry') };
  return face;
}

function receiptFace(receipt: PushReceipt, crm: string, speech: Speech): Face {
  const { say, time } = speech;
  const next = receipt.next_try_at;
  switch (receipt.state) {
    case 'queued': {
      // A first try is a matter of seconds; a later one is known to the minute.
      const note = receipt.attempts > 0 && next ? say('queued_at', { time: time(next) }) : say('queued_note');
      return { state: 'queued', icon: 'clock', tone: 'wait', label: say('queued'), note };
    }
    case 'waiting_for_quota': {
      const label = next ? say('quota', { time: time(next) }) : say('quota_later', { crm });
      return { state: receipt.state, icon: 'clock', tone: 'info', label, note: say('quota_note', { crm }) };
    }
    case 'sending':
      return {
        state: 'sending',
        icon: 'spinner',
        tone: 'info',
        label: say('sending'),
        note: say('sending_note'),
      };
    case 'checking': {
      const label = say('checking', { crm });
      return { state: 'checking', icon: 'search', tone: 'info', label, note: say('checking_note') };
    }
    case 'sent':
    case 'already_there':
      return goodFace(receipt, crm, speech);
    case 'failed':
      return failedFace(receipt, crm, speech);
    case 'dead':
      return {
        ...{
          state: 'dead',
          icon: 'bad',
          tone: 'bad',
          label: say('dead'),
          note: deadNote(receipt, crm, speech),
        },
        action: { does: 'retry', label: say('retry') },
      };
  }
}

function goodFace(receipt: PushReceipt, crm: string, { say, time, date }: Speech): Face {
  const isNew = receipt.state === 'sent';
  const at = receipt.sent_at ?? receipt.updated_at;
  const contact = receipt.contact_name;
  let note = contact ? say('sent_with', { contact, time: time(at) }) : say('sent_at', { time: time(at) });
  if (!isNew) note = receipt.sent_at ? say('already_on', { date: date(at) }) : say('already_note');
  const face: Face = {
    ...{ state: receipt.state, icon: 'good', tone: 'good', note },
    label: say(isNew ? 'sent' : 'already', { crm }),
  };
  const href = receipt.remote_url;
  // The address comes from the CRM: anything but a web page is text here, never a link.
  if (href && /^https?:\/\//i.test(href)) face.href = href;
  return face;
}

function failedFace(receipt: PushReceipt, crm: string, speech: Speech): Face {
  const error = receipt.error;
  const { say } = speech;
  const face: Face = {
    ...{ state: 'failed', icon: 'bad', tone: 'bad', label: say('failed') },
    note: error ? failedNote(error, crm, speech) : '',
  };
  face.action = error?.field
    ? { does: 'match', label: say('match') }
    : { does: 'retry', label: say('retry') };
  return face;
}

/** Fields a CRM has a list of values for. */
const PICKLISTS = new Set(['kind', 'direction', 'outcome']);

function failedNote({ field, value, message }: PushError, crm: string, speech: Speech): string {
  if (!field) return message;
  const label = fieldLabel(field, speech);
  if (!value) return speech.say('refused_field', { field: label, message });
  const word = PICKLISTS.has(field) ? 'refused_option' : 'refused_value';
  return speech.say(word, { field: label, crm, value });
}

function fieldLabel(field: string, { say, has }: Speech): string {
  const word = `field_${field}`;
  if (has(word)) return say(word);
  const plain = field.replace(/^custom\./, '').replaceAll('_', ' ');
  return plain.charAt(0).toLocaleUpperCase() + plain.slice(1);
}

const SILENCE = new Set(['crm_unreachable', 'crm_error', 'crm_rate_limited']);

function deadNote(receipt: PushReceipt, crm: string, { say, time, number }: Speech): string {
  const { error, attempts, first_tried_at: since } = receipt;
  if (error && !SILENCE.has(error.code)) return error.message;
  if (!since || attempts < 2) return say('dead_note', { crm });
  return say('dead_since', { crm, count: number(attempts), time: time(since) });
}
