import { QueryTypes, UniqueConstraintError } from 'sequelize';
import type { Mapping, MappingFault, MappingRow } from '../../../../shared/mapping.js';
import type { ObjectName } from '../../../../shared/records.js';
import { canonicalJson } from '../../../canonical-json.js';
import { connectorFor } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { audit } from '../../../observe/audit.js';
import type { WorkspaceScope } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { FieldMapping } from '../../../store/models/index.js';
import { refuseUnusable, requireConnection } from '../../../store/queries/find-connection.js';
import { findMapping } from '../../../store/queries/find-mapping.js';
import { readAgain } from '../../../sync/enqueue-run.js';
import { checkAgainstCrm, checkAgainstKept } from './check-rows.js';

interface Target {
  provider: string;
  object: ObjectName;
}

type Checked = Mapping & { faults: MappingFault[] };

/** The mapping in use, with what is wrong with it against the fields the CRM was last seen to have. */
export async function readMapping(
  _services: Services,
  scope: WorkspaceScope,
  target: Target,
): Promise<Checked> {
  const connector = connectorFor(target.provider);
  const mapping = await findMapping(scope, connector, target.object);
  const connection = await requireConnection(scope.id, target.provider, connector.label).catch(() => null);
  const faults = connection ? await checkAgainstKept(connection, target.object, mapping.rows) : [];
  return { ...mapping, faults };
}

/**
 * Saves a new version for the workspace.
 *
 * @throws ServiceError `mapping_invalid` naming each row, `mapping_version_conflict` when another version than
 * `base_version` is in use by now.
 */
export async function saveMapping(
  services: Services,
  scope: WorkspaceScope,
  target: Target,
  input: { rows: MappingRow[]; base_version?: number | undefined; author: string },
): Promise<Checked> {
  const connector = connectorFor(target.provider);
  const connection = await requireConnection(scope.id, target.provider, connector.label);
  if (connection.status === 'needs_reauth') refuseUnusable(connection, connector.label);
  const faults = await checkAgainstCrm(services, connection, target.object, input.rows);
  const current = await findMapping(scope, connector, target.object);
  refuseFaulty(faults.filter(({ row }) => isChanged(input.rows[row], current.rows)));
  refuseConflict(current, input.base_version);
  const version = await insertVersion(services, scope, target, input, current);
  await audit({
    appId: scope.appId,
    workspaceId: scope.id,
    actor: input.author,
    action: 'mapping_saved',
    target: `mapping:${target.provider}:${target.object}`,
    details: { version },
  });
  // Records that were copied under the old mapping are read again; what does not change writes nothing.
  await readAgain(services, connection, target.object, input.author);
  return { ...(await findMapping(scope, connector, target.object)), faults };
}

/** The unique version number decides between two who save at once. */
async function insertVersion(
  services: Services,
  scope: WorkspaceScope,
  target: Target,
  input: { rows: MappingRow[]; base_version?: number | undefined; author: string },
  current: Mapping,
): Promise<number> {
  const [newest] = await services.store.sequelize.query<{ version: number }>(
    `SELECT COALESCE(max(version), 0)::int AS version FROM crm_field_mappings
      WHERE app_id = $1 AND provider = $2 AND object = $3 AND workspace_id IS NOT DISTINCT FROM $4`,
    { bind: [scope.appId, target.provider, target.object, scope.id], type: QueryTypes.SELECT },
  );
  const version = Math.max(newest?.version ?? 0, current.version) + 1;
  try {
    await FieldMapping.create({
      appId: scope.appId,
      workspaceId: scope.id,
      ...target,
      version,
      rows: input.rows,
      author: input.author,
    });
    return version;
  } catch (error) {
    if (!(error instanceof UniqueConstraintError)) throw error;
    throw conflict(await findMapping(scope, connectorFor(target.provider), target.object));
  }
}

/** A row that was like this before is not the editor's doing: a preset may name a field that this account lacks. */
function isChanged(row: MappingRow | undefined, before: readonly MappingRow[]): boolean {
  return row === undefined || !before.some((known) => canonicalJson(known) === canonicalJson(row));
}

function refuseFaulty(faults: MappingFault[]): void {
  const errors = faults.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const [first] = errors;
  throw new ServiceError('mapping_invalid', {
    detail: `${first?.message}${errors.length > 1 ? ` And ${errors.length - 1} more.` : ''}`,
    next: 'fix_mapping',
    errors: errors.map((fault) => ({
      path: `rows.${fault.row}.${fault.outcome === undefined ? 'crm' : `stages.${fault.outcome}`}`,
      code: fault.code,
      message: fault.message,
      field: fault.field,
    })),
  });
}

function refuseConflict(current: Mapping, baseVersion: number | undefined): void {
  if (baseVersion !== undefined && baseVersion !== current.version) throw conflict(current);
}

function conflict(current: Mapping): ServiceError {
  return new ServiceError('mapping_version_conflict', {
    detail: `${current.updated_by ?? 'Somebody'} saved version ${current.version} meanwhile. Load it, then save again.`,
  });
}
