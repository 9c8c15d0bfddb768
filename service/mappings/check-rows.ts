import type { MappingFault, MappingRow } from '../../shared/mapping.js';
import type { ObjectName } from '../../shared/records.js';
import { connectorFor } from '../connectors/registry.js';
import { readFields } from '../fields/read-fields.js';
import { checkMapping } from '../mapping/check-mapping.js';
import { dealStagesOf } from '../mapping/deal-stages.js';
import { fieldsByName } from '../mapping/fields-by-name.js';
import { openSession } from '../oauth/open-session.js';
import type { Services } from '../services.js';
import { type Connection, FieldCache } from '../store/models/index.js';
import { findAppFieldsByName } from '../store/queries/find-app-fields.js';
import { refuseUnusable, requireConnection } from '../store/queries/find-connection.js';
import type { MappingTarget } from './target.js';

/**
 * What is wrong with the rows in use, against the fields the CRM was last seen to have; nothing about a workspace while
 * none were seen.
 */
export async function checkAgainstKept(
  target: MappingTarget,
  rows: readonly MappingRow[],
): Promise<MappingFault[]> {
  if (target.workspaceId === null) return checkAlone(target, rows);
  const { label, dealStage } = connectorFor(target.provider);
  const connection = await requireConnection(target.workspaceId, target.provider, label).catch(() => null);
  if (!connection) return [];
  const keptOf = (which: ObjectName) =>
    FieldCache.findOne({ where: { connectionId: connection.id, object: which } });
  const kept = await keptOf(target.object);
  if (!kept) return [];
  const deals = movesDeals(rows) ? await keptOf('deal') : null;
  const stages = deals && dealStagesOf(dealStage, deals.fields);
  const appFields = await findAppFieldsByName(target.scope.appId, target.object);
  return checkMapping(target.object, rows, fieldsByName(kept.fields), { label, stages, appFields });
}

/**
 * What is wrong with rows that somebody wants to save, against the fields the CRM has now.
 *
 * @throws ServiceError `not_connected`, `connection_needs_reauth`; CrmError of the asking.
 */
export async function checkAgainstCrm(
  services: Services,
  target: MappingTarget,
  rows: readonly MappingRow[],
): Promise<MappingFault[]> {
  if (target.workspaceId === null) return checkAlone(target, rows);
  const { label } = connectorFor(target.provider);
  const connection = await requireConnection(target.workspaceId, target.provider, label);
  if (connection.status === 'needs_reauth') refuseUnusable(connection, label);
  return checkConnected(services, connection, target, rows);
}

/** A stage that we do not know may be a new one: it is asked again. */
async function checkConnected(
  services: Services,
  connection: Connection,
  { scope, object }: MappingTarget,
  rows: readonly MappingRow[],
): Promise<MappingFault[]> {
  const { label, dealStage } = connectorFor(connection.provider);
  const appFields = await findAppFieldsByName(scope.appId, object);
  const read = async (which: ObjectName, refresh = false) => {
    const open = () => openSession(services, connection.id);
    return (await readFields(services, connection.id, open, which, { refresh })).fields;
  };
  const fields = fieldsByName(await read(object));
  if (!movesDeals(rows)) return checkMapping(object, rows, fields, { label, appFields });
  const check = async (refresh: boolean) => {
    const stages = dealStagesOf(dealStage, await read('deal', refresh));
    return checkMapping(object, rows, fields, { label, stages, appFields });
  };
  const faults = await check(false);
  return faults.some(({ code }) => code === 'unknown_stage') ? check(true) : faults;
}

/** What an app gives all its workspaces is for many CRM accounts: whether a field is there, each finds by itself. */
async function checkAlone(
  { scope, provider, object }: MappingTarget,
  rows: readonly MappingRow[],
): Promise<MappingFault[]> {
  const appFields = await findAppFieldsByName(scope.appId, object);
  return checkMapping(object, rows, null, { label: connectorFor(provider).label, appFields });
}

const movesDeals = (rows: readonly MappingRow[]): boolean => rows.some(({ stages }) => stages !== undefined);
