import type { CrmRecord, Fields } from '../../../shared/records.js';
import { differences } from '../model/expected.js';
import { FeedReader } from '../model/feed-reader.js';
import type { Storm } from '../storm.js';
import type { Found } from './violation.js';

interface StoredRow {
  object: string;
  remote_id: string;
  local_id: string;
  fields: Fields;
  deleted: boolean;
}

/** The feed from its beginning against the table itself, read past the service. */
export async function findFeedFaults({ bed }: Pick<Storm, 'bed'>): Promise<Found> {
  const replay = new FeedReader(bed.host);
  await replay.catchUp();
  const stored = await bed.sql<StoredRow>(
    'SELECT object, remote_id, local_id, fields, deleted_at IS NOT NULL AS deleted FROM crm_records',
  );
  const found: Found = [];
  for (const row of stored) {
    const id = `${row.object} ${row.remote_id}`;
    const told = replay.records.get(id);
    if (!told) found.push({ id, story: 'the feed does not tell of it' });
    else {
      const wrong = differences(
        { ...own(row.fields), ...sides(row) },
        { ...own(told.fields), ...sides(told) },
      );
      if (wrong.length > 0) found.push({ id, story: `the feed tells ${wrong.join(', ')}` });
    }
  }
  if (replay.records.size > stored.length)
    found.push({ id: 'feed', story: `${replay.records.size} records told, ${stored.length} stored` });
  return found;
}

const sides = ({ local_id, deleted }: Pick<CrmRecord, 'local_id' | 'deleted'>): Fields => ({
  local_id,
  deleted,
});

/** References are told by local ids, which are found out when they are read. */
const own = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !/_ids?$/.test(name)));

/** Somebody who has read along from the beginning against somebody who reads it all now. */
export async function findReaderFaults({ bed, reader }: Pick<Storm, 'bed' | 'reader'>): Promise<Found> {
  const replay = new FeedReader(bed.host);
  await replay.catchUp();
  const found: Found = [];
  for (const [id, now] of replay.records) {
    const held = reader.records.get(id);
    if (!held) found.push({ id, story: 'it passed the reader by' });
    else {
      const wrong = differences(
        { ...own(now.fields), ...sides(now) },
        { ...own(held.fields), ...sides(held) },
      );
      if (wrong.length > 0) found.push({ id, story: `the reader holds ${wrong.join(', ')}` });
    }
  }
  for (const id of reader.records.keys())
    if (!replay.records.has(id)) found.push({ id, story: 'the reader holds it, the feed has it no more' });
  return found;
}

/** An id of ours may give way to the host's own, where a pull was faster than the push that made the record; no other. */
export async function findRenamed({ reader, ledger }: Pick<Storm, 'reader' | 'ledger'>): Promise<Found> {
  const ofHost = new Set([
    ...ledger.calls.keys(),
    ...[...ledger.said.values()].map(({ localId }) => localId),
  ]);
  return reader.renamed
    .filter(({ from, to }) => !ofHost.has(to) || /^(call|host)_/.test(from) || !/^(call|host)_/.test(to))
    .map(({ object, remoteId, from, to }) => ({
      id: `${object} ${remoteId}`,
      story: `${from} became ${to}`,
    }));
}
