import { QueryTypes, type Transaction } from 'sequelize';
import type { Fields } from '../../shared/records.js';
import type { RecordSide } from '../../shared/routes/records.js';
import { type DecidedField, decideRecord, movedBases } from '../conflicts/decide-record.js';
import type { FieldRule } from '../conflicts/rules-of.js';
import type { Connector } from '../connectors/connector.js';
import { ServiceError } from '../errors.js';
import type { Services } from '../services.js';
import type { Connection } from '../store/models/index.js';
import { followLocalIds, followRemoteId } from '../store/queries/follow-merges.js';
import {
  type CrmSide,
  type HostSide,
  lockHostSide,
  readCrmSide,
  type SideOwner,
  saveHostSide,
} from '../store/queries/host-sides.js';
import type { Store } from '../store/store.js';
import { enqueueRecordPush } from './enqueue-record.js';
import { linkRecords } from './links.js';
import { missingToCreate, rulesToCreate, sidesOf, toWrite } from './record-rules.js';

/** What the host says of one of its records. */
export interface Said {
  localId: string;
  /** `custom.x` too. */
  fields: Fields;
  /** Which record of the CRM it is, where the host knows. */
  remoteId: string | null;
  requestedBy: string;
}

/** One CRM that is told. */
export interface Told {
  connection: Connection;
  connector: Connector;
  rules: ReadonlyMap<string, FieldRule>;
}

/**
 * Keeps what the host says of a record that lives in one CRM, decides it against what we hold of the CRM's side, and
 * puts one push into the outbox where something must be written; all in the caller's transaction.
 *
 * A field that the host names for the first time, of a record that it knows from us, is a change of what it was given:
 * both bases are what we hold. A record the host brings by its own id meets the CRM's for the first time.
 *
 * @throws ServiceError `record_linked_elsewhere`.
 */
export async function keepRecordSide(
  services: Services,
  owner: SideOwner,
  given: Said,
  told: Told,
  transaction: Transaction,
): Promise<RecordSide> {
  const { store, clock } = services;
  const said = await followMerged(store, owner, given, transaction);
  const known = await readCrmSide(store, owner, said.localId, transaction);
  const isAdopted = said.remoteId !== null && known?.remote_id !== said.remoteId;
  if (isAdopted) await adopt(services, owner, said, told.connection, known, transaction);
  const before = await lockHostSide(store, owner, said.localId, clock.now(), transaction);
  // Read under the lock: what a sync stores from now on, it decides itself.
  const crm = await readCrmSide(store, owner, said.localId, transaction);
  const host = { ...before.host, ...said.fields };
  const side =
    isAdopted || !crm?.crm ? { ...before, host } : knownFromUs({ ...before, host }, crm.crm, said.fields);
  const rules = crm ? told.rules : rulesToCreate(told.rules);
  const decided = decideRecord(sidesOf(side, crm?.crm ?? {}), rules);
  const moved = crm?.crm ? movedBases(sidesOf(side, crm.crm), decided) : null;
  const after: HostSide = moved ? withBases(side, moved) : side;
  await saveHostSide(store, owner, after, clock.now(), transaction);
  const missing = crm ? [] : missingToCreate(owner.object, host);
  const fields = toWrite(decided);
  const mustSend =
    missing.length === 0 && (Object.keys(fields).length > 0 || (crm !== null && crm.crm === null));
  const push = { ...owner, provider: told.connector.id };
  return {
    connection_id: owner.connectionId,
    provider: told.connector.id,
    push_id: mustSend
      ? await enqueueRecordPush(store, push, said.localId, fields, said.requestedBy, transaction)
      : null,
    remote_id: crm?.remote_id ?? null,
    missing: [...missing],
    conflicts: [...decided.values()].filter(({ field }) => field in said.fields).flatMap(toConflict),
  };
}

/** What is said of a record that was absorbed in the CRM is said of its survivor. */
async function followMerged(
  store: Store,
  owner: SideOwner,
  said: Said,
  transaction: Transaction,
): Promise<Said> {
  const merged = await followLocalIds(store, owner, [said.localId], transaction);
  const remoteId =
    said.remoteId === null ? null : await followRemoteId(store, owner, said.remoteId, transaction);
  return { ...said, localId: merged.get(said.localId) ?? said.localId, remoteId };
}

const withBases = (side: HostSide, moved: { baseHost: Fields; baseCrm: Fields }): HostSide => ({
  ...side,
  base_host: { ...side.base_host, ...moved.baseHost },
  base_crm: { ...side.base_crm, ...moved.baseCrm },
});

function knownFromUs(side: HostSide, crm: Fields, said: Fields): HostSide {
  const news = Object.keys(said).filter(
    (field) => side.base_host === null || !Object.hasOwn(side.base_host, field),
  );
  const held = Object.fromEntries(news.map((field) => [field, crm[field] ?? null]));
  return { ...side, base_host: { ...side.base_host, ...held }, base_crm: { ...side.base_crm, ...held } };
}

function toConflict({ field, host, crm, rule, winner, why }: DecidedField): RecordSide['conflicts'] {
  return why === 'rule' && winner !== 'both' ? [{ field, host, crm, rule, winner }] : [];
}

/** The CRM's record bears the host's id from now on, and so does what was said of it under ours. */
async function adopt(
  services: Services,
  owner: SideOwner,
  { localId, remoteId }: Said,
  connection: Connection,
  known: CrmSide | null,
  transaction: Transaction,
): Promise<void> {
  if (remoteId === null) return;
  if (known?.crm)
    throw new ServiceError('record_linked_elsewhere', {
      detail: `${localId} stands for the record ${known.remote_id} already.`,
    });
  const run = <T extends object>(sql: string, ...bind: unknown[]): Promise<T[]> =>
    services.store.sequelize.query<T>(sql, {
      bind: [owner.connectionId, owner.object, ...bind],
      type: QueryTypes.SELECT,
      transaction,
    });
  // Records are locked before links, as everywhere.
  await run(
    'SELECT 1 FROM crm_records WHERE connection_id = $1 AND object = $2 AND remote_id = $3 FOR UPDATE',
    remoteId,
  );
  const [link] = await run<{ local_id: string }>(
    'SELECT local_id FROM crm_entity_links WHERE connection_id = $1 AND object = $2 AND remote_id = $3 FOR UPDATE',
    remoteId,
  );
  // An id that the CRM never showed us was a mistake of the host.
  if (known)
    await run(
      'DELETE FROM crm_entity_links WHERE connection_id = $1 AND object = $2 AND remote_id = $3 AND local_id = $4 RETURNING 1',
      known.remote_id,
      localId,
    );
  await linkRecords({ services, connection, object: owner.object }, [{ localId, remoteId }], transaction);
  if (link)
    await run(
      `UPDATE crm_host_sides SET local_id = $4 WHERE connection_id = $1 AND object = $2 AND local_id = $3 AND NOT EXISTS (
         SELECT 1 FROM crm_host_sides WHERE connection_id = $1 AND object = $2 AND local_id = $4) RETURNING 1`,
      link.local_id,
      localId,
    );
}
