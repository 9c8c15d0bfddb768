import type { ObjectName } from '../../../shared/records.js';
import type { ConnectorSession, RemoteRecord } from '../connector.js';
import { call } from './client.js';
import { countries, fieldsOf } from './lists.js';
import { parseNote } from './note.js';
import { textOf } from './text-of.js';
import { type Lookups, linkedId, rowToRemote } from './translate.js';
import { MODELS, type Row } from './types.js';

/** Rows as we hand them on: what they point at is looked up together. Further copies of our notes are left out. */
export async function toRemotes(
  session: ConnectorSession,
  object: ObjectName,
  rows: readonly Row[],
  signal?: AbortSignal,
): Promise<RemoteRecord[]> {
  const lookups: Lookups = {
    fields: await fieldsOf(session, MODELS[object]),
    countries: new Map((await countries(session)).map((row) => [row.id, textOf(row['code'])])),
    partners: await readPartners(session, partnerIds(object, rows), signal),
    stored: await readStored(session, object, rows),
  };
  const own =
    object === 'activity' ? rows.filter((row) => parseNote(textOf(row['body']))?.isMain !== false) : rows;
  return own.map((row) => rowToRemote(object, row, lookups));
}

async function readStored(
  session: ConnectorSession,
  object: ObjectName,
  rows: readonly Row[],
): Promise<Lookups['stored']> {
  if (object !== 'contact' || rows.length === 0 || !session.stored) return new Map();
  return session.stored(
    object,
    rows.map(({ id }) => String(id)),
  );
}

function partnerIds(object: ObjectName, rows: readonly Row[]): number[] {
  const ids = rows.map((row) => {
    if (object === 'deal') return linkedId(row['partner_id']);
    return object === 'activity' && row['model'] === MODELS.contact ? Number(row['res_id']) : null;
  });
  return [...new Set(ids.filter((id) => id !== null))];
}

async function readPartners(
  session: ConnectorSession,
  ids: number[],
  signal?: AbortSignal,
): Promise<Lookups['partners']> {
  if (ids.length === 0) return new Map();
  const { result } = await call<Row[]>(
    session,
    MODELS.contact,
    'search_read',
    { domain: [['id', 'in', ids]], fields: ['is_company', 'commercial_partner_id'] },
    { signal },
  );
  return new Map(
    result.map((row) => {
      const top = linkedId(row['commercial_partner_id']);
      return [row.id, { isCompany: row['is_company'] === true, companyId: top === row.id ? null : top }];
    }),
  );
}
