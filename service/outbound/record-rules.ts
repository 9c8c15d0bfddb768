import type { Fields, ObjectName } from '../../shared/records.js';
import type { DecidedField, RecordSides } from '../conflicts/decide-record.js';
import { type FieldRule, rulesOf } from '../conflicts/rules-of.js';
import { isEmpty } from '../conflicts/values.js';
import type { Connector } from '../connectors/connector.js';
import { pausedFieldsOf } from '../drift/paused-rows.js';
import { Workspace } from '../store/models/index.js';
import { readPausedFields } from '../store/queries/field-drifts.js';
import { findMapping } from '../store/queries/find-mapping.js';
import type { HostSide } from '../store/queries/host-sides.js';
import type { Store } from '../store/store.js';

/**
 * The rules of the mapping that a connection uses now. A field that is paused has none: nothing is decided of it until it
 * goes on, and its record meets what the host said of it meanwhile when it is read again.
 */
export async function loadRules(
  store: Store,
  { workspaceId, connectionId }: { workspaceId: string; connectionId: string },
  connector: Connector,
  object: ObjectName,
): Promise<ReadonlyMap<string, FieldRule>> {
  const workspace = await Workspace.findByPk(workspaceId, { rejectOnEmpty: true });
  const { rows } = await findMapping(workspace, connector, object);
  const paused = pausedFieldsOf(object, rows, await readPausedFields(store, { connectionId, object }));
  return rulesOf(
    object,
    rows.filter(({ field }) => !paused.has(field)),
  );
}

export const sidesOf = ({ host, base_host, base_crm }: HostSide, crm: Fields): RecordSides => ({
  host,
  crm,
  baseHost: base_host,
  baseCrm: base_crm,
});

/**
 * The rules while a record is not in the CRM: there is nothing of the CRM's to keep, and it may not take a record without
 * what is its own later on, such as the stage of a deal.
 */
export function rulesToCreate(rules: ReadonlyMap<string, FieldRule>): ReadonlyMap<string, FieldRule> {
  return new Map(
    [...rules].map(([field, how]) => [field, how.rule === 'crm_only' ? { ...how, rule: 'fill_empty' } : how]),
  );
}

/** What the CRM must be told, by field. */
export function toWrite(decided: ReadonlyMap<string, DecidedField>): Fields {
  const fields: Fields = {};
  for (const { field, toCrm, value } of decided.values()) if (toCrm) fields[field] = value;
  return fields;
}

/** One of these is needed to make a record in a CRM. */
const NEEDED: Partial<Record<ObjectName, readonly string[]>> = {
  contact: ['email', 'last_name', 'first_name'],
  company: ['name'],
  deal: ['title'],
};

/** Fields of which one is lacking before the record can be made; empty when it can. */
export function missingToCreate(object: ObjectName, fields: Fields): readonly string[] {
  const needed = NEEDED[object] ?? [];
  return needed.some((name) => !isEmpty(fields[name])) ? [] : needed;
}
