import { QueryTypes } from 'sequelize';
import { APP_FIELDS, type Fields, type ObjectName } from '../../shared/records.js';
import type { FieldRule } from '../conflicts/rules-of.js';
import type { RemoteRecord } from '../connectors/connector.js';
import { suspectFields } from '../drift/suspect-fields.js';
import { lacksFields } from '../fields/lacks-fields.js';
import { loadMapping } from '../fields/load-mapping.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import { textArray } from '../store/binary-arrays.js';
import { type HostSide, joinFields, readHostSides } from '../store/queries/host-sides.js';
import { readUnsettledWrites } from '../store/queries/unsettled-writes.js';
import type { Store } from '../store/store.js';
import type { ClaimedPush } from './claim-pushes.js';
import { crmSideOf, fieldsToRead, rulesOnceRead } from './crm-side.js';
import { remoteIdsOf } from './links.js';
import { loadRules } from './record-rules.js';
import type { SendGroup } from './sender.js';

/** A record to be sent, as both sides have it now. */
export interface FreshRecord {
  side: HostSide | null;
  /** Null: it is in the CRM under no id that we know. */
  remoteId: string | null;
  /** True when that id is ours to use; a record that was found belongs to the local id in `heldBy`, if to any. */
  isLinked: boolean;
  heldBy: string | null;
  /** True when it was in the CRM once: deleted, or absorbed by another one. */
  isGone: boolean;
  /** Null: the CRM does not have it. */
  record: RemoteRecord | null;
  /** The CRM's side; references are local ids. */
  crm: Fields;
  /** What writes of the record want that may have arrived, this one's too: see `readUnsettledWrites`. */
  unsettled: Fields[];
}

/** What a group needs to decide its pushes. */
export interface Fresh {
  compiled: CompiledMapping;
  rules: ReadonlyMap<string, FieldRule>;
  /** Remote ids of the records that the host's refer to. */
  remoteRef(object: ObjectName, localId: string): string | null;
  /** By push. */
  records: ReadonlyMap<string, FreshRecord>;
}

/** Reads what the CRM has now of the records of pushes: one request for all that we know the ids of. */
export async function readFresh(group: SendGroup, pushes: readonly ClaimedPush[]): Promise<Fresh> {
  const { services, connection, connector, object } = group;
  const compiled = await loadMapping(services, group, object);
  const linked = await remoteIdsOf(group, pushes);
  const owner = { workspaceId: connection.workspaceId, connectionId: connection.id, object };
  const rules = rulesOnceRead(await loadRules(services.store, owner, connector, object), compiled);
  const sides = await readHostSides(
    services.store,
    owner,
    pushes.map((push) => push.local_id),
  );
  const unsettled = await readUnsettledWrites(
    services.store,
    owner,
    pushes.map((push) => push.local_id),
  );
  const gone = await goneOf(
    group,
    pushes.map((push) => push.local_id).filter((id) => !linked.has(id)),
  );
  const read = await readLinked(group, compiled, [...new Set(linked.values())]);
  const found = new Map<string, { remoteId: string | null; record: RemoteRecord | null }>();
  for (const push of pushes) {
    const remoteId = linked.get(push.local_id) ?? null;
    const side = sides.get(push.local_id);
    const record =
      remoteId === null ? await look(group, compiled, push, side?.host ?? {}) : (read.get(remoteId) ?? null);
    found.set(push.id, { remoteId: record?.remoteId ?? remoteId, record });
  }
  const inCrm = [...found.values()].flatMap(({ record }) => record ?? []);
  // A field that is not there must not be decided as an empty one.
  if (lacksFields(compiled, inCrm) && (await suspectFields(services, owner))) return readFresh(group, pushes);
  const locals = await localIdsOf(group, inCrm);
  const holders = await holdersOf(
    group,
    pushes.flatMap((push) => (linked.has(push.local_id) ? [] : (found.get(push.id)?.remoteId ?? []))),
  );
  const records = pushes.map((push): [string, FreshRecord] => {
    const { remoteId = null, record = null } = found.get(push.id) ?? {};
    const crm = record === null ? {} : crmFields(compiled, record, locals);
    const isLinked = linked.has(push.local_id);
    const isGone = gone.has(push.local_id) || (isLinked && record === null);
    const heldBy = record && !isLinked ? (holders.get(record.remoteId) ?? null) : null;
    return [
      push.id,
      {
        side: sides.get(push.local_id) ?? null,
        remoteId,
        isLinked,
        heldBy,
        isGone,
        record,
        crm,
        unsettled: unsettled(push.local_id),
      },
    ];
  });
  const remoteRef = await remoteRefsOf(group, [...sides.values()]);
  return { compiled, rules, remoteRef, records: new Map(records) };
}

async function readLinked(
  { connector, session, object }: SendGroup,
  compiled: CompiledMapping,
  remoteIds: string[],
): Promise<Map<string, RemoteRecord>> {
  if (remoteIds.length === 0) return new Map();
  const records = await connector.readMany(session, object, remoteIds, fieldsToRead(compiled));
  return new Map(
    records
      .filter(({ archived }) => !archived)
      .flatMap((record) => [record.remoteId, ...record.mergedIds].map((id) => [id, record] as const)),
  );
}

/** The record that is there though we know no id of it: made by a try whose answer was lost, or the same person. */
async function look(
  { connector, session, object, stopping }: SendGroup,
  compiled: CompiledMapping,
  push: ClaimedPush,
  host: Fields,
): Promise<RemoteRecord | null> {
  const fields = fieldsToRead(compiled);
  stopping.throwIfAborted();
  if (push.state === 'checking') {
    const { values } = compiled.toCrm(host);
    const input = { key: push.write_key, remoteId: null, values, associations: [] };
    const id = await connector.findByKey(session, object, input);
    if (id !== null) return connector.readOne(session, object, id, fields);
  }
  const { email } = host;
  if (object !== 'contact' || typeof email !== 'string' || email === '') return null;
  const [contact] = await connector.findContacts(session, { email, phone: null }, fields);
  return contact ?? null;
}

/** Those of the ids that stand for a record which no link leads to any more. */
async function goneOf(
  { services, connection, object }: SendGroup,
  unlinked: string[],
): Promise<ReadonlySet<string>> {
  if (unlinked.length === 0) return new Set();
  const rows = await services.store.sequelize.query<{ local_id: string }>(
    `SELECT local_id FROM crm_records
      WHERE workspace_id = $1 AND object = $2 AND local_id = ANY ($3::text[]) AND connection_id = $4`,
    {
      bind: [connection.workspaceId, object, textArray(unlinked), connection.id],
      type: QueryTypes.SELECT,
    },
  );
  return new Set(rows.map((row) => row.local_id));
}

/** Which records of the host have those of the CRM already, by remote id. */
async function holdersOf(
  { services, connection, object }: SendGroup,
  remoteIds: string[],
): Promise<Map<string, string>> {
  if (remoteIds.length === 0) return new Map();
  const rows = await services.store.sequelize.query<{ remote_id: string; local_id: string }>(
    `SELECT l.remote_id, l.local_id FROM crm_entity_links l JOIN crm_host_sides s USING (connection_id, object, local_id)
      WHERE l.connection_id = $1 AND l.object = $2 AND l.remote_id = ANY ($3::text[])`,
    { bind: [connection.id, object, textArray(remoteIds)], type: QueryTypes.SELECT },
  );
  return new Map(rows.map((row) => [row.remote_id, row.local_id]));
}

/** What the host's sides refer to, read at once; an id of the CRM's that has none of ours stands for itself. */
async function remoteRefsOf(
  { services, connection, object }: SendGroup,
  sides: readonly HostSide[],
): Promise<Fresh['remoteRef']> {
  const named = APP_FIELDS[object].filter(({ target }) => target !== undefined);
  const ids = new Set(sides.flatMap(({ host }) => named.flatMap(({ name }) => host[name] ?? []).map(String)));
  const rows =
    ids.size === 0
      ? []
      : await services.store.sequelize.query<{ object: string; remote_id: string; local_id: string }>(
          `SELECT object, remote_id, local_id FROM crm_entity_links
            WHERE connection_id = $1 AND object IN ('contact', 'company', 'deal') AND local_id = ANY ($2::text[]) AND NOT alias
            ORDER BY created_at`,
          { bind: [connection.id, textArray([...ids])], type: QueryTypes.SELECT },
        );
  const known = new Map(rows.map((row) => [`${row.object} ${row.local_id}`, row.remote_id]));
  const unknown = [...ids].filter((id) => !rows.some((row) => row.local_id === id));
  for (const row of await survivorsOf(services.store, connection.id, unknown))
    known.set(`${row.object} ${row.local_id}`, row.remote_id);
  return (target, localId) => known.get(`${target} ${localId}`) ?? /^remote:(.+)$/.exec(localId)?.[1] ?? null;
}

/** The remote ids that absorbed records lead to, by their local ids. */
async function survivorsOf(
  store: Store,
  connectionId: string,
  localIds: string[],
): Promise<{ object: string; remote_id: string; local_id: string }[]> {
  if (localIds.length === 0) return [];
  return store.sequelize.query(
    `SELECT m.object, l.remote_id, m.local_id FROM crm_connections c
       JOIN crm_records m ON m.workspace_id = c.workspace_id AND m.object IN ('contact', 'company', 'deal') AND m.local_id = ANY ($2::text[])
       JOIN crm_entity_links l ON l.connection_id = m.connection_id AND l.object = m.object AND l.local_id = m.merged_into AND NOT l.alias
      WHERE c.id = $1 AND m.connection_id = c.id`,
    { bind: [connectionId, textArray(localIds)], type: QueryTypes.SELECT },
  );
}

/** Local ids of what records refer to, by object and remote id. */
async function localIdsOf(
  { services, connection }: SendGroup,
  records: readonly RemoteRecord[],
): Promise<(object: ObjectName, remoteId: string) => string> {
  const ids = [...new Set(records.flatMap(({ refs }) => Object.values(refs).flat()))];
  const rows =
    ids.length === 0
      ? []
      : await services.store.sequelize.query<{ object: string; remote_id: string; local_id: string }>(
          `SELECT object, remote_id, local_id FROM crm_entity_links
            WHERE connection_id = $1 AND object IN ('contact', 'company', 'deal') AND remote_id = ANY ($2::text[])`,
          { bind: [connection.id, textArray(ids)], type: QueryTypes.SELECT },
        );
  const known = new Map(rows.map((row) => [`${row.object} ${row.remote_id}`, row.local_id]));
  return (object, remoteId) => known.get(`${object} ${remoteId}`) ?? `remote:${remoteId}`;
}

function crmFields(
  compiled: CompiledMapping,
  record: RemoteRecord,
  localId: (object: ObjectName, remoteId: string) => string,
): Fields {
  const refs = Object.entries(record.refs).map(([name, ids]) => {
    const target = APP_FIELDS[compiled.object].find((field) => field.name === name)?.target;
    return [name, ids.map((id) => (target ? localId(target, id) : id))];
  });
  return joinFields(crmSideOf(compiled, record.values), {}, Object.fromEntries(refs));
}
