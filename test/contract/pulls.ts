import assert from 'node:assert/strict';
import type { RemotePage, RemoteRecord } from '../../service/connectors/connector.js';
import type { ObjectName } from '../../shared/records.js';
import type { Contract } from './contract.js';

export interface Pulled {
  records: RemoteRecord[];
  /** Of the last page. */
  cursor: string;
  pages: number;
  /** As the last page tells it. */
  total: number | null;
}

/** All pages of a pull. */
export async function collect(pages: AsyncGenerator<RemotePage>): Promise<Pulled> {
  const records: RemoteRecord[] = [];
  let cursor: string | null = null;
  let count = 0;
  let total: number | null = null;
  for await (const page of pages) {
    records.push(...page.records);
    cursor = page.cursor;
    total = page.total;
    count++;
  }
  assert.ok(cursor !== null, 'a pull yields at least one page');
  return { records, cursor, pages: count, total };
}

export function readAll(
  { connector, connected }: Contract,
  object: ObjectName = 'contact',
  fields: string[] = [],
): Promise<Pulled> {
  return collect(connector.readAll(connected.session, object, { cursor: null, fields }));
}

/** Changes after a cursor, with a contact's name. */
export function readChanges(
  { connector, connected, provider }: Contract,
  cursor: string,
  object: ObjectName = 'contact',
): Promise<Pulled> {
  const fields = object === 'contact' ? [provider.nameField] : [];
  return collect(connector.readChanges(connected.session, object, { cursor, fields }));
}

/** Where the next delta begins, all that is in the CRM having been read. */
export async function caughtUp(contract: Contract, object: ObjectName = 'contact'): Promise<string> {
  return (await readChanges(contract, (await readAll(contract, object)).cursor, object)).cursor;
}

/** Ids that the CRM's list of deleted records names, or of those held that it has no more. */
export async function readDeleted(
  { connector, connected }: Contract,
  object: ObjectName,
  options: { cursor?: string | null; holding: readonly string[] },
): Promise<{ ids: string[]; cursor: string }> {
  const sorted = [...options.holding].sort();
  const held = async (after: string | null, limit: number) =>
    sorted.filter((id) => after === null || id > after).slice(0, limit);
  const ids: string[] = [];
  let cursor = '';
  const reading = { cursor: options.cursor ?? null, held };
  for await (const page of connector.readDeleted(connected.session, object, reading)) {
    ids.push(...page.deleted.map(({ remoteId }) => remoteId));
    cursor = page.cursor;
  }
  return { ids, cursor };
}
