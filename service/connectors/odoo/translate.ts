import type { ObjectName } from '../../../shared/records.js';
import type { RemoteRecord, RemoteValues } from '../connector.js';
import { splitName } from './names.js';
import { parseNote } from './note.js';
import { ARCHIVED, FIRST_NAME, LAST_NAME, LOST, NOTE_FIELDS } from './objects.js';
import { textOf } from './text-of.js';
import type { FieldDefinition, Row } from './types.js';

/** What rows of a page need to be told apart and named. */
export interface Lookups {
  fields: Record<string, FieldDefinition>;
  /** Country codes by id. */
  countries: ReadonlyMap<number, string>;
  /** Of partners that rows point at: whether each is a company, and the company it belongs to. */
  partners: ReadonlyMap<number, { isCompany: boolean; companyId: number | null }>;
  /** Values of contacts as they are stored here, by remote id. */
  stored: ReadonlyMap<string, RemoteValues>;
}

/** Links whose value is the id of a choice; others show the name of what they lead to. */
const CHOICES = new Set(['res.users', 'crm.team', 'crm.stage']);

/** One row as we hand it on. */
export function rowToRemote(object: ObjectName, row: Row, lookups: Lookups): RemoteRecord {
  const isLost = object === 'deal' && row['active'] === false && Number(row['probability'] ?? 0) === 0;
  return {
    remoteId: String(row.id),
    values: readValues(object, row, lookups, isLost),
    refs: readRefs(object, row, lookups),
    updatedAt: toDate(row['write_date']),
    // An archived record is there, and says so: only one that is not there any more is deleted.
    archived: false,
    mergedIds: [],
  };
}

/** `2026-11-22 10:00:00`, in UTC. */
export function toDate(value: unknown): Date | null {
  if (typeof value !== 'string') return null;
  const date = new Date(`${value.replace(' ', 'T')}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** `[id, name]`; null for `false`. */
export function linkedId(value: unknown): number | null {
  return Array.isArray(value) && typeof value[0] === 'number' ? value[0] : null;
}

function readValues(object: ObjectName, row: Row, lookups: Lookups, isLost: boolean): RemoteValues {
  const values: RemoteValues = {};
  for (const [name, value] of Object.entries(row))
    values[name] = readValue(value, lookups.fields[name], lookups.countries);
  if (object === 'contact')
    [values[FIRST_NAME], values[LAST_NAME]] = splitName(row['name'], lookups.stored.get(String(row.id)));
  if (object !== 'activity') values[ARCHIVED] = row['active'] === false && !isLost;
  if (isLost) values['stage_id'] = LOST;
  const note = object === 'activity' ? parseNote(textOf(row['body'])) : null;
  if (note) Object.assign(values, { body: note.body, [NOTE_FIELDS.subject]: note.subject });
  if (object === 'activity') values[NOTE_FIELDS.kind] = note ? (note.kind ?? 'call') : 'note';
  return values;
}

function readValue(
  value: unknown,
  field: FieldDefinition | undefined,
  countries: Lookups['countries'],
): unknown {
  if (value === false && field?.type !== 'boolean') return null;
  if (field?.type === 'many2one') return readLink(value, field, countries);
  if (field?.type === 'datetime') return toDate(value)?.toISOString() ?? null;
  return value;
}

function readLink(
  value: unknown,
  { relation = '' }: FieldDefinition,
  countries: Lookups['countries'],
): unknown {
  const id = linkedId(value);
  if (id === null) return null;
  if (relation === 'res.country') return countries.get(id) ?? null;
  return CHOICES.has(relation) ? String(id) : textOf((value as unknown[])[1]);
}

function readRefs(object: ObjectName, row: Row, { partners }: Lookups): Record<string, string[]> {
  const one = (id: number | null) => (id === null ? [] : [String(id)]);
  if (object === 'contact') return { company_id: one(linkedId(row['parent_id'])) };
  if (object === 'deal') {
    const id = linkedId(row['partner_id']);
    const partner = id === null ? undefined : partners.get(id);
    if (partner?.isCompany) return { contact_ids: [], company_id: one(id) };
    return { contact_ids: one(id), company_id: one(partner?.companyId ?? null) };
  }
  if (object !== 'activity') return {};
  const note = parseNote(textOf(row['body']));
  if (note) return note.refs;
  const id = Number(row['res_id']);
  if (row['model'] === 'crm.lead') return { deal_id: one(id) };
  return partners.get(id)?.isCompany ? { company_id: one(id) } : { contact_id: one(id) };
}
