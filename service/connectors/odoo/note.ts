import type { ObjectName } from '../../../shared/records.js';
import type { RemoteValues } from '../connector.js';
import { NOTE_FIELDS } from './objects.js';

/** A note of ours: what it says and which records its call was logged on. */
export interface OwnNote {
  key: string;
  /** A call logged on several records is one note on each; one of them stands for the call. */
  isMain: boolean;
  kind: string | null;
  subject: string | null;
  body: string;
  refs: Record<string, string[]>;
}

type Target = { object: ObjectName; remoteId: string };

const REF_FIELDS = { contact: 'contact_id', company: 'company_id', deal: 'deal_id' } as const;
const LETTERS = { contact: 'c', company: 'o', deal: 'd' } as const;

/** Our last line, however Odoo's sanitizer writes the paragraph: `Ref: <key> c12 o7 d8`, with `*` of a further copy. */
const OUR_LINE =
  /<p[^>]*>((?:(?!<p[\s>])[\s\S])*?)Ref: ([\w-]+)(\*?)((?: [cod]\d+)+)\s*<\/p>\s*(?:<\/div>)?\s*$/;
/** The first words of our line: `Outbound call`. */
const KIND = /^(?:\w+ )?(call|note|task|meeting)\b/i;
const SUBJECT_LINE = /^\s*(?:<div[^>]*>)?\s*<p[^>]*>\s*<(?:strong|b)>([\s\S]*?)<\/(?:strong|b)>\s*<\/p>/;

/**
 * The text of a note: subject, notes, then one line with what Odoo has no field for, the write key and the records that
 * the call was logged on.
 */
export function composeNote(
  values: RemoteValues,
  key: string,
  targets: readonly Target[],
  isMain: boolean,
): string {
  const text = (field: string) => (typeof values[field] === 'string' ? values[field] : null);
  const subject = text(NOTE_FIELDS.subject);
  const kind = text(NOTE_FIELDS.kind) ?? 'call';
  const direction = text(NOTE_FIELDS.direction);
  const details = [
    escapeHtml(capitalize(direction === null ? kind : `${direction} ${kind}`)),
    ...duration(values[NOTE_FIELDS.duration]),
    ...[text(NOTE_FIELDS.outcome)]
      .filter((one) => one !== null)
      .map((one) => escapeHtml(one.replaceAll('_', ' '))),
    ...link(text(NOTE_FIELDS.recording)),
    `Ref: ${key}${isMain ? '' : '*'} ${targets.map(refOf).join(' ')}`,
  ];
  return [
    ...(subject === null || subject === '' ? [] : [`<p><strong>${escapeHtml(subject)}</strong></p>`]),
    text('body') ?? '',
    `<p>${details.join(' · ')}</p>`,
  ].join('');
}

/** Reads a note of ours back; null for anybody else's. */
export function parseNote(html: string): OwnNote | null {
  const ours = OUR_LINE.exec(html);
  if (!ours) return null;
  const [, details = '', key = '', copy = '', targets = ''] = ours;
  const before = html.slice(0, ours.index);
  const subject = SUBJECT_LINE.exec(before);
  const refs: Record<string, string[]> = {};
  for (const [, letter, id = ''] of targets.matchAll(/ ([cod])(\d+)/g)) {
    const object = (Object.keys(LETTERS) as (keyof typeof LETTERS)[]).find(
      (each) => LETTERS[each] === letter,
    );
    if (object) refs[REF_FIELDS[object]] = [id];
  }
  return {
    key,
    isMain: copy === '',
    kind: KIND.exec(details)?.[1]?.toLowerCase() ?? null,
    subject: subject ? unescapeHtml(subject[1] ?? '') : null,
    body: subject ? before.slice(subject[0].length) : before,
    refs,
  };
}

function refOf({ object, remoteId }: Target): string {
  return object === 'activity' ? '' : `${LETTERS[object]}${remoteId}`;
}

function duration(value: unknown): string[] {
  const seconds = Number(value);
  if (value === null || value === undefined || !Number.isFinite(seconds)) return [];
  const minutes = Math.floor(seconds / 60);
  return [`${minutes > 0 ? `${minutes} min ` : ''}${Math.round(seconds % 60)} s`];
}

/** Only web addresses: Odoo would show any other as a link too. */
function link(url: string | null): string[] {
  return url !== null && /^https?:\/\//.test(url) ? [`<a href="${escapeHtml(url)}">Recording</a>`] : [];
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function unescapeHtml(text: string): string {
  const plain = text.replace(/<[^>]*>/g, '');
  return plain
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replace(/&(?:quot|#34);/g, '"')
    .replace(/&(?:#39|apos);/g, "'")
    .replaceAll('&amp;', '&');
}
