import type { ObjectName } from '../../../shared/records.js';
import { type ConnectorSession, CrmError, type ReadOptions, type RemotePage } from '../connector.js';
import { searchRead } from './client.js';
import { type ChangesCursor, hashOf, OVERLAP_MS, readCursor, toStamp, trim, writeCursor } from './cursor.js';
import { toRemotes } from './lookups.js';
import { domainOf, fieldsToAsk } from './objects.js';
import { type Part, partsOf, toRemoteId } from './parts.js';
import { sizeOf } from './read.js';
import { toDate } from './translate.js';
import type { Row } from './types.js';

/**
 * Records changed since the cursor's time less the overlap, in order of id: stamps are no order to page by, since many
 * rows share one and late commits turn up in the past. What was handed out before is left out. Only the end of a whole
 * reading moves the time on, and never past the server's clock at its beginning: a record may have changed behind us.
 */
export async function* readChanges(
  session: ConnectorSession,
  object: ObjectName,
  options: ReadOptions,
): AsyncGenerator<RemotePage> {
  options.signal?.throwIfAborted();
  let cursor = options.cursor === null ? null : readCursor(options.cursor);
  if (cursor?.phase !== 'changes') throw new CrmError('other', 'Changes are read from a cursor of changes');
  const limit = sizeOf(options);
  for (;;) {
    const { since, run }: ChangesCursor = cursor;
    const index: number = run?.part ?? 0;
    const part: Part = partsOf(object)[index] ?? partsOf(object)[0];
    const fields = await fieldsToAsk(session, part, options.fields);
    const bounds = [
      ['write_date', '>=', toStamp(since - OVERLAP_MS)],
      ['id', '>', run?.after ?? 0],
    ];
    const args = { domain: [...(await domainOf(session, part)), ...bounds], fields, limit };
    const { result, at } = await searchRead(session, part.model, args, { signal: options.signal });
    const { seen }: ChangesCursor = cursor;
    const fresh = result.filter((row) => seen[toRemoteId(part, row.id)]?.[0] !== hashOf(row));
    const records = await toRemotes(session, part, fresh, options.signal);
    cursor = advance(cursor, part, result, run?.at ?? at);
    const isWhole = result.length < limit;
    const isLast = isWhole && partsOf(object)[index + 1] === undefined;
    if (isLast) cursor = finish(cursor);
    else if (isWhole) cursor = toPart(cursor, index + 1);
    yield { records, cursor: writeCursor(cursor), total: null };
    if (isLast) return;
  }
}

/** Goes on with another model of the object; only its end ends the reading. */
function toPart(cursor: ChangesCursor, part: number): ChangesCursor {
  return cursor.run ? { ...cursor, run: { ...cursor.run, after: 0, part } } : cursor;
}

function advance(cursor: ChangesCursor, part: Part, rows: readonly Row[], at: number): ChangesCursor {
  const seen = { ...cursor.seen };
  let latest = cursor.run?.latest ?? cursor.since;
  for (const row of rows) {
    const stamp = toDate(row['write_date'])?.getTime() ?? 0;
    latest = Math.max(latest, stamp);
    seen[toRemoteId(part, row.id)] = [hashOf(row), stamp];
  }
  const after = rows.at(-1)?.id ?? cursor.run?.after ?? 0;
  return { ...cursor, seen, run: { ...cursor.run, after, at, latest } };
}

function finish({ since, seen, run }: ChangesCursor): ChangesCursor {
  const next = run ? Math.max(since, Math.min(run.latest, run.at)) : since;
  return { phase: 'changes', since: next, seen: trim(seen, next) };
}
