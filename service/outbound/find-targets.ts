import parsePhoneNumber from 'libphonenumber-js';
import { QueryTypes } from 'sequelize';
import type { ContactInput, RecordInput } from '../../shared/push.js';
import type { ObjectName } from '../../shared/records.js';
import type { DealStages } from '../mapping/deal-stages.js';
import { textArray } from '../store/binary-arrays.js';
import type { Store } from '../store/store.js';

/** A record of the store that a call can be logged on. */
export interface Target {
  remoteId: string;
  name: string | null;
  refs: Record<string, string[]>;
}

interface Row {
  /** Whose it is. */
  n: string;
  remote_id: string;
  name: string | null;
  refs: Record<string, string[]>;
}

/** By the id of the push that asks. */
export type Asked<T> = Map<string, T>;

const NAME = `NULLIF(trim(concat_ws(' ', fields ->> 'first_name', fields ->> 'last_name')), '')`;

/**
 * The contacts that hosts mean, among those we hold: by id, else by e-mail, else by phone. More than one means that
 * nobody can tell which; two people often share a phone.
 */
export async function findContacts(
  store: Store,
  connectionId: string,
  contacts: Asked<ContactInput>,
): Promise<Asked<Target[]>> {
  const byId = [...contacts].filter(([, each]) => each.remote_id !== undefined || each.id !== undefined);
  const named = await findByIds(store, connectionId, 'contact', new Map(byId));
  const found: Asked<Target[]> = new Map([...named].map(([n, one]) => [n, [one]]));
  const others = [...contacts].filter(([, each]) => each.remote_id === undefined && each.id === undefined);
  const ask = async (condition: string, read: (contact: ContactInput) => string | null) => {
    const values = others.flatMap(([n, contact]) => {
      const value = found.has(n) ? null : read(contact);
      return value === null ? [] : [[n, value] as const];
    });
    for (const [n, target] of await select(store, connectionId, condition, values))
      found.set(n, [...(found.get(n) ?? []), target]);
  };
  await ask(`lower(fields ->> 'email') = i.value`, emailOf);
  await ask(`fields ->> 'phone_e164' = i.value`, phoneOf);
  return found;
}

/** What ids lead to: those of a record that was absorbed, ours and the CRM's, to its survivor. */
const FOLLOWED = `SELECT i.n,
    COALESCE((SELECT m.merged_into FROM crm_connections c JOIN crm_records m ON m.workspace_id = c.workspace_id
               WHERE c.id = $1 AND m.connection_id = $1 AND m.object = (SELECT $2::text) AND m.local_id = i.id
                 AND m.merged_into IS NOT NULL LIMIT 1), i.id) AS id,
    COALESCE((SELECT s.remote_id FROM crm_entity_links a JOIN crm_entity_links s USING (connection_id, object, local_id)
               WHERE a.connection_id = $1 AND a.object = $2 AND a.remote_id = i.remote_id AND a.alias AND NOT s.alias LIMIT 1),
             i.remote_id) AS remote_id
  FROM unnest($3::text[], $4::text[], $5::text[]) AS i(n, id, remote_id)`;

/** Records by our id or the CRM's, unless deleted; an id the CRM gave counts even before a sync has seen it. */
export async function findByIds(
  store: Store,
  connectionId: string,
  object: ObjectName,
  inputs: Asked<RecordInput>,
): Promise<Asked<Target>> {
  const asked = [...inputs].filter(([, each]) => each.id !== undefined || each.remote_id !== undefined);
  if (asked.length === 0) return new Map();
  const one = (condition: string) => `SELECT i.n, t.* FROM asked i CROSS JOIN LATERAL (
    SELECT l.remote_id, ${NAME} AS name, COALESCE(r.refs, '{}') AS refs, r.deleted_at IS NOT NULL AS is_deleted
      FROM crm_entity_links l LEFT JOIN crm_records r USING (connection_id, object, remote_id)
     WHERE l.connection_id = $1 AND l.object = $2 AND NOT l.alias AND ${condition}
     ORDER BY r.deleted_at NULLS FIRST, r.id NULLS LAST LIMIT 1) t`;
  // One branch for each index: a condition on either would read all links.
  const rows = await store.sequelize.query<Row & { is_deleted: boolean }>(
    `WITH asked AS MATERIALIZED (${FOLLOWED})
     ${one('l.local_id = i.id AND (i.remote_id IS NULL OR l.remote_id = i.remote_id)')} WHERE i.id IS NOT NULL
     UNION ALL ${one('l.remote_id = i.remote_id')} WHERE i.id IS NULL`,
    {
      bind: [
        connectionId,
        object,
        textArray(asked.map(([n]) => n)),
        textArray(asked.map(([, { id }]) => id ?? null)),
        textArray(asked.map(([, { remote_id }]) => remote_id ?? null)),
      ],
      type: QueryTypes.SELECT,
    },
  );
  const held = new Map(rows.map((row) => [row.n, row]));
  const found: Asked<Target> = new Map();
  for (const [n, { remote_id }] of asked) {
    const row = held.get(n);
    if (row?.is_deleted) continue;
    if (row) found.set(n, toTarget(row));
    else if (remote_id !== undefined) found.set(n, { remoteId: remote_id, name: null, refs: {} });
  }
  return found;
}

/** Remote ids of contacts that this one absorbed: deals that the CRM has not touched since still name them. */
const ABSORBED = `SELECT a.remote_id FROM crm_entity_links s JOIN crm_entity_links a USING (connection_id, object, local_id)
  WHERE s.connection_id = $1 AND s.object = 'contact' AND s.remote_id = i.remote_id AND NOT s.alias AND a.alias`;

/** The deals that contacts are in, where that is exactly one which is still open. `contacts` are remote ids. */
export async function findOnlyDeals(
  store: Store,
  connectionId: string,
  contacts: Asked<string>,
  stages: DealStages | null,
): Promise<Asked<string>> {
  if (contacts.size === 0) return new Map();
  const told = (isClosed: boolean) =>
    textArray((stages?.stages ?? []).flatMap(({ value, closed }) => (closed === isClosed ? [value] : [])));
  const rows = await store.sequelize.query<{ n: string; deals: string[] }>(
    `SELECT i.n, (
        WITH named AS MATERIALIZED ( -- by the index on contacts, whatever the limit makes the planner hope for
          SELECT * FROM crm_records WHERE object = 'deal' AND refs -> 'contact_ids' ?| (i.remote_id || ARRAY(${ABSORBED})))
        SELECT array_agg(remote_id) FROM (SELECT remote_id FROM named WHERE connection_id = $1 AND deleted_at IS NULL
           AND ${IS_OPEN} LIMIT 2) two) AS deals
       FROM unnest($2::text[], $3::text[]) AS i(n, remote_id)`,
    {
      bind: [
        connectionId,
        textArray([...contacts.keys()]),
        textArray([...contacts.values()]),
        ...[told(false), told(true), stages?.field ?? ''],
      ],
      type: QueryTypes.SELECT,
    },
  );
  return new Map(
    rows.flatMap(({ n, deals }) => {
      const [only, ...others] = deals ?? [];
      return only !== undefined && others.length === 0 ? [[n, only]] : [];
    }),
  );
}

/** Of a stage about which the CRM tells nothing, the name has to speak for itself. */
const IS_OPEN = `(COALESCE(raw ->> $6::text, '') = ANY ($4::text[]) OR (COALESCE(raw ->> $6::text, '') <> ALL ($5::text[])
  AND COALESCE(fields ->> 'stage', '') !~* '(closed|won|lost)'))`;

async function select(
  store: Store,
  connectionId: string,
  condition: string,
  values: (readonly [string, string])[],
): Promise<[string, Target][]> {
  if (values.length === 0) return [];
  const rows = await store.sequelize.query<Row>(
    `SELECT i.n, r.* FROM unnest($2::text[], $3::text[]) AS i(n, value) CROSS JOIN LATERAL (
       SELECT remote_id, ${NAME} AS name, refs FROM crm_records
        WHERE connection_id = $1 AND object = 'contact' AND deleted_at IS NULL AND ${condition} LIMIT 2) r`,
    {
      bind: [connectionId, textArray(values.map(([n]) => n)), textArray(values.map(([, value]) => value))],
      type: QueryTypes.SELECT,
    },
  );
  return rows.map((row) => [row.n, toTarget(row)]);
}

const toTarget = (row: Row): Target => ({ remoteId: row.remote_id, name: row.name, refs: row.refs });

/** An e-mail address as records are compared by. */
export function emailOf({ email }: ContactInput): string | null {
  return email?.trim().toLowerCase() || null;
}

/** A number as the store keeps it; without a prefix it is an Italian one, as in the presets. */
export function phoneOf({ phone }: ContactInput): string | null {
  return phone ? (parsePhoneNumber(phone, 'IT')?.number ?? null) : null;
}
