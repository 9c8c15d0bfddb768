import { Op, type Transaction } from 'sequelize';
import type { MappingRow } from '../../shared/mapping.js';
import { departuresFrom } from '../../shared/mapping-rows.js';
import { acceptFields } from '../drift/accept-fields.js';
import { audit } from '../observe/audit.js';
import type { Services } from '../services.js';
import { Connection, FieldMapping } from '../store/models/index.js';
import { expireDrifted } from '../store/queries/field-drifts.js';
import type { StoredMapping } from '../store/queries/find-mapping.js';
import { pollSoon } from '../store/queries/poll-soon.js';
import { readAgain } from '../sync/enqueue-run.js';
import { readsAlike } from './reads-alike.js';
import { type MappingTarget, nameOf } from './target.js';

/** Who saves a version, and how it came to be. */
export interface Saving {
  author: string;
  note?: string | undefined;
  action: 'mapping_saved' | 'mapping_rolled_back' | 'mapping_imported';
  details?: Record<string, unknown>;
}

/**
 * Writes the version that follows `current`, with its line in the audit log and the order to read records again: in one
 * transaction, so that none is there without the others. The unique version number decides between two who save at once.
 *
 * @throws UniqueConstraintError when somebody saved since `current` was read.
 */
export async function writeVersion(
  services: Services,
  target: MappingTarget,
  { current, rows }: { current: StoredMapping; rows: MappingRow[] },
  saving: Saving,
  transaction: Transaction,
): Promise<void> {
  const { scope, provider, object } = target;
  const version = current.version + 1;
  const isAlike = readsAlike(current.rows, rows);
  await FieldMapping.create(
    {
      ...{ appId: scope.appId, workspaceId: scope.id, provider, object, version, rows },
      overrides: departuresFrom(current.base.rows, rows),
      alikeSince: isAlike ? current.alikeSince : version,
      author: saving.author,
      note: saving.note ?? null,
    },
    { transaction },
  );
  await audit(
    {
      ...{ appId: scope.appId, workspaceId: scope.id, actor: saving.author, action: saving.action },
      ...{ target: nameOf(target), details: { version, level: current.level, ...saving.details } },
    },
    transaction,
  );
  await relyOnFields(services, target, rows, transaction);
  if (!isAlike) await haveReadAgain(services, target, saving.author, transaction);
}

/**
 * A workspace's rows rely on its CRM's fields as they are now. What an app saves says nothing of one CRM: what it mends
 * shows when fields are read next, which is with the next poll.
 */
async function relyOnFields(
  { store }: Services,
  { scope, provider, object }: MappingTarget,
  rows: readonly MappingRow[],
  transaction: Transaction,
): Promise<void> {
  if (scope.id === null) return expireDrifted(store, { appId: scope.appId, provider, object }, transaction);
  const connection = await connectionOf(scope.id, provider, transaction);
  if (connection) await acceptFields(store, transaction, { connectionId: connection.id, object }, rows);
}

const connectionOf = (workspaceId: string, provider: string, transaction: Transaction) =>
  Connection.findOne({
    where: { workspaceId, provider, status: { [Op.ne]: 'disconnected' as const } },
    transaction,
  });

/**
 * Records that were copied under the old mapping are read again; what does not change writes nothing. Workspaces of an
 * app find out with their next poll (`sync/follow-mapping.ts`), however many they are; it is only brought forward.
 */
async function haveReadAgain(
  services: Services,
  { scope, provider, object }: MappingTarget,
  author: string,
  transaction: Transaction,
): Promise<void> {
  if (scope.id === null) return pollSoon(services.store, { appId: scope.appId, provider }, transaction);
  const connection = await connectionOf(scope.id, provider, transaction);
  if (connection) await readAgain(services, connection, object, author, transaction);
}
