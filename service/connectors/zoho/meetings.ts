import type { ConnectorSession } from '../connector.js';
import { isOpen } from '../write-outcome.js';
import { toStamp } from './client.js';
import { DURATION_FIELD, type ZohoObject } from './objects.js';
import { fetchByIds } from './read-records.js';
import { meetingLength } from './translate.js';
import type { ZohoRecord } from './types.js';
import type { Row } from './write-row.js';

/** Of a meeting that nobody gave a length, as in Zoho's own form (?). Zoho takes none without an end. */
const USUAL_LENGTH_S = 3_600;
const SHORTEST_S = 60;

/** Gives meetings their end, which is what Zoho keeps of a length. One that is only moved keeps its length. */
export async function setEnds(session: ConnectorSession, info: ZohoObject, rows: Row[]): Promise<void> {
  const moved = rows.filter((row) => isOpen(row) && (row.data['Start_DateTime'] || lengthOf(row) !== null));
  const ids = moved.flatMap((row) =>
    row.id !== null && (lengthOf(row) === null || !row.data['Start_DateTime']) ? [row.id] : [],
  );
  const stored = await fetchByIds(session, info, ids, ['Start_DateTime', 'End_DateTime']);
  const byId = new Map(stored.map((record) => [record.id, record]));
  for (const row of moved) {
    const before: Partial<ZohoRecord> = byId.get(row.id ?? '') ?? {};
    const start = Date.parse(String(row.data['Start_DateTime'] ?? before['Start_DateTime']));
    const length = lengthOf(row) ?? meetingLength(before) ?? USUAL_LENGTH_S;
    if (!Number.isNaN(start))
      row.data['End_DateTime'] = toStamp(start + Math.max(SHORTEST_S, length) * 1_000);
  }
}

function lengthOf({ input }: Row): number | null {
  const given = input.values[DURATION_FIELD];
  const seconds = Number(given);
  return given === null || given === undefined || Number.isNaN(seconds) ? null : Math.round(seconds);
}
