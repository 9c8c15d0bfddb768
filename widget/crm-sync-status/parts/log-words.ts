import { html, nothing, type TemplateResult } from 'lit';
import type { SyncLog } from '../../../shared/run.js';
import { checkCircleIcon, crossCircleIcon, warningIcon } from '../../internal/icons.js';
import { statusActs as english } from '../../locales/en/status-acts.js';
import type { ActWords } from './acts.js';
import type { Speech } from './reading.js';

type Word = keyof typeof english;
const SIGNS = { info: checkCircleIcon, warn: warningIcon, error: crossCircleIcon };
const TONES = { info: 'faint', warn: 'warn', error: 'bad' };

/** How grave a line is, as a sign and for assistive tech. */
export function drawSign({ level }: SyncLog, words: ActWords): TemplateResult {
  const word = level === 'info' ? nothing : html`<span class="unseen">${words.text(`level_${level}`)}</span>`;
  return html`<span class="sign ${TONES[level]}">${SIGNS[level]}${word}</span>`;
}

/** A line in the reader's language where we have words for its code and figures; else as the service says it. */
export function entryWords(entry: SyncLog, crm: string, words: ActWords, { say, number }: Speech): string {
  const word = `log_${entry.code}`;
  const { kind, ...figures } = entry.details;
  const counts = Object.entries(figures).filter(
    (pair): pair is [string, number] => typeof pair[1] === 'number',
  );
  if (counts.length === 0 || !Object.hasOwn(english, word)) return entry.message;
  const n = figures['count'] as number;
  return words.text(word as Word, {
    ...{ crm, kind: String(kind ?? ''), n },
    objects: entry.object
      ? say(n === 1 ? `one_${entry.object}` : `object_${entry.object}`).toLocaleLowerCase()
      : '',
    ...Object.fromEntries(counts.map(([name, value]) => [name, number(value)])),
  });
}

/** The record a line is about. */
export function entryDetail(
  { object, remote_id: id }: SyncLog,
  { say }: Speech,
): TemplateResult | typeof nothing {
  if (!object || !id) return nothing;
  return html`<span class="detail">${say(`one_${object}`)} <bdi dir="ltr">${id}</bdi></span>`;
}

export function entryTime({ at }: SyncLog, { isToday, time, date }: Speech): string {
  return isToday(at) ? time(at) : `${date(at)}, ${time(at)}`;
}
