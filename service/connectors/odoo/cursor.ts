import { createHash } from 'node:crypto';
import type { ListPhase } from '../list-pages.js';
import { parseCursor } from '../stored-cursor.js';
import type { Row } from './types.js';

/**
 * Rows of one transaction bear the time of its start and appear at its end, so a delta looks back this far.
 * @source observed on 18.0, see README.md.
 */
export const OVERLAP_MS = 5 * 60_000;
/** Rows of the time looked back on that are remembered; beyond them some come again. */
const MOST_SEEN = 1_000;

/** A copy under way: the last id it has seen. */
export interface ListCursor extends ListPhase {
  after: number;
  /** Which of the object's models; the first when left out. */
  part?: number;
}

/** Changes since a time (ms): `seen` are those handed out before, by id with a hash of their content and their stamp. */
export interface ChangesCursor {
  phase: 'changes';
  since: number;
  seen: Record<string, [hash: string, stamp: number]>;
  /** Within one reading: the last id, when it began by the server's clock, and the latest stamp it has seen. */
  run?: { after: number; at: number; latest: number; part?: number };
}

export type Cursor = ListCursor | ChangesCursor;

export function changesFrom(since: number): ChangesCursor {
  return { phase: 'changes', since, seen: {} };
}

export const writeCursor = (cursor: Cursor): string => JSON.stringify(cursor);

export function readCursor(text: string): Cursor {
  return parseCursor<Cursor>(text, ({ phase }) => phase === 'list' || phase === 'changes', 'Odoo');
}

/** `2026-11-22 10:00:00`, as Odoo compares stamps. */
export function toStamp(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** Stamps are cut to seconds when they are read, so the content tells a change within one. */
export function hashOf(row: Row): string {
  return createHash('sha1').update(JSON.stringify(row)).digest('base64url').slice(0, 8);
}

/** Of `seen` what the next reading will meet again, the latest first. */
export function trim(seen: ChangesCursor['seen'], since: number): ChangesCursor['seen'] {
  const met = Object.entries(seen).filter(([, [, stamp]]) => stamp >= since - OVERLAP_MS);
  return Object.fromEntries(met.sort(([, [, a]], [, [, b]]) => b - a).slice(0, MOST_SEEN));
}
