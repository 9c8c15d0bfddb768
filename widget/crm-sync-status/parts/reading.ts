import type { ObjectName } from '../../../shared/records.js';
import type { HeldDeletion, ObjectProgress, RunError, SyncRun, SyncStatus } from '../../../shared/run.js';
import type { status as words } from '../../locales/en/status.js';
import { readProgress } from './draw-progress.js';

export type StatusWord = keyof typeof words;

/** Words and formats in the reader's language. `time` is `HH:MM`. */
export interface Speech {
  say(word: StatusWord, params?: Record<string, string | number>): string;
  has(word: string): word is StatusWord;
  time(iso: string): string;
  date(iso: string): string;
  ago(iso: string): string;
  /** Date and time, behind a relative one. */
  exact(iso: string): string;
  number(value: number): string;
  /** `65%` of 65. */
  percent(value: number): string;
  duration(seconds: number): string;
  /** Name of the app; empty until it is known. */
  app: string;
  /** True when the moment lies on the reader's present day. */
  isToday(iso: string): boolean;
}

export type LineIcon = 'good' | 'bad' | 'warn' | 'clock' | 'pause' | 'shield' | 'spinner' | 'plug';
/** What a press asks for. Those of `LaterAction` are answered by parts/acts.ts, fetched at the first one. */
export type CardAction =
  | ('copy' | 'from_now' | 'go_on' | 'sync' | 'reconnect' | 'match' | 'pause' | 'resume')
  | LaterAction;
const LATER = ['stop', 'look', 'keep', 'delete', 'see', 'retry', 'activity'] as const;
export type LaterAction = (typeof LATER)[number];

export function isLater(does: CardAction): does is LaterAction {
  return (LATER as readonly string[]).includes(does);
}

/** Who can mend it, and how. */
export interface FixLine {
  who: string;
  how: string;
}

/** What one card says in words. */
export interface HealthReading {
  icon: LineIcon;
  tone: 'good' | 'bad' | 'warn' | 'info' | 'plain';
  title: string;
  sentence: string;
  fix?: FixLine;
  /** First one is solid. */
  buttons: { does: CardAction; label: string }[];
  /** Object whose match is to blame, for `match`. */
  blames?: ObjectName;
  /** Lines for support, folded. */
  support?: string[];
}

/** True while a copy of the history is queued or under way, or waits for its connection to work again. */
export function isCopying(status: SyncStatus): boolean {
  return status.current_run?.kind === 'backfill' && isActive(status.current_run);
}

export function isActive(run: SyncRun | null): run is SyncRun {
  return run?.state === 'queued' || run?.state === 'running';
}

/**
 * The deletions that wait for a decision, when nothing weighs more than they do: they are the card's state then. Else
 * they are told below it.
 */
export function leadingHeld(status: SyncStatus): HeldDeletion | undefined {
  const isCalm = ['healthy', 'running', 'never_run', 'late', 'waiting_for_crm'].includes(status.health);
  return isCalm && !isCopying(status) ? status.held_deletions[0] : undefined;
}

/** Deletions held back, and what may be done about them. */
export function readHeld(held: HeldDeletion, crm: string, speech: Speech): HealthReading {
  const { say, number, time, date, isToday, app } = speech;
  const { object, count, created_at: at } = held;
  const noun = (of: number) => say(of === 1 ? `one_${object}` : `object_${object}`).toLocaleLowerCase();
  const when = say(isToday(at) ? 'held_at' : 'held_on', { time: time(at), date: date(at) });
  // English counts out of the whole ("1 of 2 companies"), Italian counts the part.
  const nouns = { objects: noun(held.live), gone: noun(count) };
  const params = {
    object,
    n: count,
    count: number(count),
    live: number(held.live),
    ...nouns,
    crm,
    app,
    when,
  };
  const button = (does: 'look' | 'keep' | 'delete') => ({ does, label: say(`held_${does}`, params) });
  return {
    ...{ icon: 'shield', tone: 'warn', title: say('held', params), sentence: say('held_note', params) },
    buttons: [button('look'), button('keep'), button('delete')],
  };
}

/** The health line of a connection. Pure; what it offers is cut to what the key may do by the card. */
export function readHealth(status: SyncStatus, speech: Speech): HealthReading {
  const { health, stopped_copy: stopped } = status;
  const held = leadingHeld(status);
  if (held) return readHeld(held, status.provider_label, speech);
  switch (health) {
    case 'healthy':
    case 'running':
    case 'never_run':
      if (isCopying(status)) return copying(speech);
      if (stopped) return copyStopped(stopped, speech);
      if (health === 'never_run') return neverRun(status, speech);
      if (health === 'healthy') return upToDate(status, 'healthy', speech);
      return { ...upToDate(status, 'running', speech), icon: 'spinner', tone: 'info' };
    case 'error':
      return explainError(status, speech);
    case 'waiting_for_crm':
      return waiting(status, speech);
    case 'late':
      return late(status, speech);
    case 'needs_reauth':
      return accessEnded(status, speech);
    case 'paused':
      return paused(status, speech);
    case 'disconnected':
      return {
        ...{ icon: 'plug', tone: 'plain' },
        ...{ title: speech.say('disconnected'), sentence: speech.say('disconnected_note') },
        buttons: [{ does: 'reconnect', label: speech.say('connect') }],
      };
  }
}

function copying({ say }: Speech): HealthReading {
  const sentence = say('backfill_note');
  return { icon: 'spinner', tone: 'info', title: say('backfill'), sentence, buttons: [] };
}

function copyStopped(run: SyncRun, speech: Speech): HealthReading {
  const { say } = speech;
  const hasAny = run.objects.some(({ done }) => done > 0);
  const how = hasAny ? `${readProgress(run, speech).label}. ${say('stopped_note')}` : say('stopped_nothing');
  return {
    ...{ icon: 'pause', tone: 'plain', title: say('stopped'), sentence: how },
    buttons: [{ does: 'go_on', label: say('go_on') }],
  };
}

function upToDate(status: SyncStatus, title: 'healthy' | 'running', speech: Speech): HealthReading {
  const { say, ago } = speech;
  const { last_change_at: changed } = status;
  const parts = [changed ? say('last_change', { ago: ago(changed) }) : say('no_change')];
  if (status.next_sync_at) parts.push(nextCheck(status.next_sync_at, speech));
  return {
    ...{ icon: 'good', tone: 'good', title: say(title, { crm: status.provider_label }) },
    ...{ sentence: parts.join(' '), buttons: [] },
  };
}

/** A check that is due already, or within the minute, has no clock time worth reading. */
function nextCheck(at: string, { say, time }: Speech): string {
  return Date.parse(at) - Date.now() < 30_000 ? say('next_soon') : say('next_check', { time: time(at) });
}

function neverRun(status: SyncStatus, { say }: Speech): HealthReading {
  return {
    ...{ icon: 'clock', tone: 'plain', title: say('never_run') },
    sentence: say('never_run_note', { crm: status.provider_label }),
    buttons: [
      { does: 'copy', label: say('copy') },
      { does: 'from_now', label: say('from_now') },
    ],
  };
}

function waiting(status: SyncStatus, { say, time }: Speech): HealthReading {
  const until = status.error?.retry_at ?? status.next_sync_at;
  const crm = status.provider_label;
  return {
    ...{ icon: 'clock', tone: 'info', buttons: [] },
    title: until ? say('waiting_until', { time: time(until) }) : say('waiting', { crm }),
    sentence: say('waiting_note', { crm }),
  };
}

function late(status: SyncStatus, { say, ago }: Speech): HealthReading {
  const last = lastCheck(status);
  return {
    ...{ icon: 'clock', tone: 'warn', title: say('late'), buttons: [] },
    sentence: last ? say('late_note', { ago: ago(last) }) : say('late_never'),
  };
}

function lastCheck(status: SyncStatus): string | null {
  const times = status.objects.flatMap((one) => one.last_synced_at ?? []);
  return times.sort().at(-1) ?? status.last_run?.finished_at ?? null;
}

function accessEnded(status: SyncStatus, { say, date, time, number }: Speech): HealthReading {
  const crm = status.provider_label;
  const { since } = status;
  const told = since
    ? say('reauth_since', { crm, date: date(since), time: time(since) })
    : say('reauth_note', { crm });
  const waits = status.pushes.waiting;
  return {
    ...{ icon: 'warn', tone: 'warn', title: say('needs_reauth', { crm }) },
    sentence: waits > 0 ? `${told} ${counted('waits', waits, crm, { say, number })}` : told,
    buttons: [{ does: 'reconnect', label: say('reconnect') }],
  };
}

function paused(status: SyncStatus, { say, date, time, isToday }: Speech): HealthReading {
  const { since, paused_by: person, provider_label: crm } = status;
  if (status.switched_off) {
    const words = { title: say('switched_off'), sentence: say('switched_off_note', { crm }) };
    return { icon: 'pause', tone: 'plain', ...words, buttons: [] };
  }
  let sentence = say('paused_note');
  if (person && since) {
    const params = { person, date: date(since), time: time(since) };
    sentence = say(isToday(since) ? 'paused_by' : 'paused_by_on', params);
  }
  return { icon: 'pause', tone: 'plain', title: say('paused'), sentence, buttons: [] };
}

/** How many records did not get to the CRM; empty when all did. */
export function readRefused({ pushes, provider_label: crm }: SyncStatus, speech: Speech): string {
  const { failed, failed_by_object: by } = pushes;
  if (failed === 0) return '';
  return counted(by.activity === failed ? 'failed_calls' : 'failed_changes', failed, crm, speech);
}

/** Picks the singular word for one. */
function counted(
  word: 'failed_calls' | 'failed_changes' | 'waits',
  count: number,
  crm: string,
  { say, number }: Pick<Speech, 'say' | 'number'>,
): string {
  return say(count === 1 ? `${word}_1` : word, { count: number(count), crm });
}

function explainError(status: SyncStatus, speech: Speech): HealthReading {
  const { say, has, time } = speech;
  const crm = status.provider_label;
  const broken = status.objects.find((one) => one.error);
  const error = status.error ?? broken?.error ?? status.last_run?.error ?? null;
  const refused = status.last_run?.objects.find((one) => one.failed > 0);
  const code = error?.code ?? '';
  const cause = has(`cause_${code}`) ? `cause_${code}` : 'cause';
  const parts = error ? [say(cause as StatusWord, { crm, message: error.message })] : [];
  if (refused && othersAreFine(status, refused)) parts.push(say('rest_fine'));
  if (error?.retry_at) parts.push(say('retry_at', { time: time(error.retry_at) }));
  const reading: HealthReading = {
    ...{ icon: 'bad', tone: 'bad', buttons: [], sentence: parts.join(' ') },
    title: refused ? refusedTitle(refused, crm, speech) : say(titleWord(code, has), { crm }),
  };
  const blamed = refused?.object ?? broken?.object;
  if (blamed) reading.blames = blamed;
  if (error) addFix(reading, error, crm, speech);
  const support = supportLines(error, status.last_run, speech);
  if (support.length > 0) reading.support = support;
  return reading;
}

function titleWord(code: string, has: Speech['has']): StatusWord {
  const word = `error_${code}`;
  return has(word) ? word : 'error';
}

function refusedTitle({ object, failed }: ObjectProgress, crm: string, { say, number }: Speech): string {
  if (failed === 1) return say('error_records_1', { crm, objects: say(`one_${object}`) });
  const objects = say(`object_${object}`).toLocaleLowerCase();
  return say('error_records', { crm, count: number(failed), objects });
}

function othersAreFine(status: SyncStatus, refused: ObjectProgress): boolean {
  return status.objects.every((one) => one.object === refused.object || !one.error);
}

/** Codes that a change of the field match mends. */
const MATCH_CODES = new Set(['mapping_invalid', 'crm_rejected']);

function addFix(reading: HealthReading, error: RunError, crm: string, { say }: Speech): void {
  if (error.fix === 'nobody') return;
  const byMatch = MATCH_CODES.has(error.code);
  const forYou = byMatch ? 'do_match' : 'do_check';
  const how = { you: forYou, crm_admin: byMatch ? 'do_match' : 'do_access', us: 'do_us' } as const;
  reading.fix = { who: say(`fix_${error.fix}`, { crm }), how: say(how[error.fix], { crm }) };
  if (error.fix === 'us') return;
  if (byMatch) reading.buttons.push({ does: 'match', label: say('fix_match') });
  reading.buttons.push({ does: 'sync', label: say('sync_again') });
}

function supportLines(error: RunError | null, run: SyncRun | null, { say, time }: Speech): string[] {
  const lines = error ? [error.code] : [];
  const at = run?.finished_at ?? run?.queued_at;
  if (run && at) lines.push(say('run', { id: run.id, time: time(at) }));
  return lines;
}
