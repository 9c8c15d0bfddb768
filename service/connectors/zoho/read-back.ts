import { type ConnectorSession, CrmError } from '../connector.js';
import { knownFormat, rememberFormat } from './duration-format.js';
import { type DurationFormat, formatShownBy, toDuration, USUAL_FORMAT } from './durations.js';
import { DURATION_FIELD, type ZohoObject } from './objects.js';
import { fetchByIds, toRemotes } from './read-records.js';
import { fieldsToAsk } from './translate.js';
import { runBatch } from './write-batch.js';
import type { Row } from './write-row.js';

/**
 * Reads what was just written, as a pull will bring it: Zoho answers a write by ids alone. What cannot be read now comes
 * with the next pull.
 *
 * The lengths of calls are compared with what was meant: where the account reads them in the other form, they are written
 * again.
 */
export async function readBack(session: ConnectorSession, info: ZohoObject, rows: Row[]): Promise<void> {
  await addRecords(session, info, rows);
  if (info.module !== 'Calls') return;
  const assumed = knownFormat(session) ?? USUAL_FORMAT;
  const misread = rows.filter((row) => ![null, assumed].includes(shownBy(row)));
  const [shown] = misread.map(shownBy);
  if (!shown) return;
  rememberFormat(session, shown);
  const again = misread.map((row) => toCorrection(row, shown));
  await runBatch(session, info, { kind: 'update' }, again, null);
  await addRecords(session, info, misread);
}

async function addRecords(session: ConnectorSession, info: ZohoObject, rows: Row[]): Promise<void> {
  const done = rows.filter((row) => idOf(row) !== null && !row.isForeign);
  const ids = done.flatMap((row) => idOf(row) ?? []);
  const fields = new Set(done.flatMap((row) => Object.keys(row.input.values)));
  try {
    const records = await fetchByIds(session, info, ids, fieldsToAsk(info, [...fields]));
    const remotes = await toRemotes(session, info, records);
    const byId = new Map(records.map((record, i) => [record.id, { record, remote: remotes[i] }]));
    for (const row of done) {
      const found = byId.get(idOf(row) ?? '');
      if (found?.remote && row.outcome && 'id' in row.outcome)
        row.outcome = { ...row.outcome, record: found.record, remote: found.remote };
    }
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
  }
}

const idOf = ({ outcome }: Row): string | null => (outcome && 'id' in outcome ? outcome.id : null);

/** How the account reads the length that was sent to it; null where nothing tells. */
function shownBy({ data, outcome }: Row): DurationFormat | null {
  const record = outcome && 'id' in outcome ? outcome.record : undefined;
  return record ? formatShownBy(data['Call_Duration'], record['Call_Duration_in_seconds']) : null;
}

function toCorrection(row: Row, format: DurationFormat): Row {
  const Call_Duration = toDuration(Number(row.input.values[DURATION_FIELD] ?? 0), format);
  return { ...row, id: idOf(row), data: { Call_Duration }, outcome: null };
}
