import type { ConnectorSession, RemoteRecord } from '../connector.js';
import { call } from './client.js';
import { activityTypes, countries, fieldsOf } from './lists.js';
import { parseNote } from './note.js';
import type { Part } from './parts.js';
import { textOf } from './text-of.js';
import { todoToRemote } from './todo.js';
import { type Lookups, linkedId, rowToRemote } from './translate.js';
import { MODELS, type Row, TODOS } from './types.js';

/** Rows as we hand them on: what they point at is looked up together. Further copies of our notes are left out. */
export async function toRemotes(
  session: ConnectorSession,
  part: Part,
  rows: readonly Row[],
  signal?: AbortSignal,
): Promise<RemoteRecord[]> {
  const { object, model } = part;
  const lookups: Lookups = {
    fields: await fieldsOf(session, model),
    countries: new Map((await countries(session)).map((row) => [row.id, textOf(row['code'])])),
    partners: await readPartners(session, partnerIds(part, rows), signal),
    stored: await readStored(session, part, rows),
  };
  if (model === TODOS) {
    const types = await activityTypes(session);
    return rows.map((row) => todoToRemote(row, lookups.partners, types));
  }
  const own =
    object === 'activity' ? rows.filter((row) => parseNote(textOf(row['body']))?.isMain !== false) : rows;
  return own.map((row) => rowToRemote(object, row, lookups));
}

async function readStored(
  session: ConnectorSession,
  { object }: Part,
  rows: readonly Row[],
): Promise<Lookups['stored']> {
  if (object !== 'contact' || rows.length === 0 || !session.stored) return new Map();
  return session.stored(
    object,
    rows.map(({ id }) => String(id)),
  );
}

function partnerIds({ object }: Part, rows: readonly Row[]): number[] {
  const ids = rows.map((row) => {
    if (object === 'deal') return linkedId(row['partner_id']);
    const on = row['model'] ?? row['res_model'];
    return object === 'activity' && on === MODELS.contact ? Number(row['res_id']) : null;
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
