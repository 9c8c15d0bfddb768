import { Op, QueryTypes } from 'sequelize';
import { connectorFor } from '../connectors/registry.js';
import { audit } from '../observe/audit.js';
import { Connection, SyncSchedule } from '../store/models/index.js';
import { PUSH_TOLD, pushesTold, runTold } from '../store/queries/told-events.js';
import { eventsFrom, writeEvent } from '../store/queries/write-events.js';
import { wake } from '../store/wake.js';
import { type ConnectionSecrets, openSecrets } from './credentials.js';
import { openFirstSession, type SessionContext } from './open-session.js';
import { requireProviderAccess } from './provider-access.js';
import { revokeToken } from './request-tokens.js';

/** Tables whose rows are what was copied of a connection, children first. */
const COPIED = [
  'crm_records',
  'crm_entity_links',
  'crm_host_sides',
  'crm_held_deletions',
  'crm_gone_records',
  'crm_sync_cursors',
  'crm_field_cache',
  'crm_sync_logs',
  'crm_pushes',
  'crm_sync_runs',
];

/**
 * Disconnects: work stops and the secrets are gone at once, then the provider is told, best effort.
 * In the CRM nothing is removed.
 *
 * @param data `delete` also removes what was copied here.
 */
export async function disconnect(
  context: SessionContext,
  scope: { id: string; appId: string },
  connection: Connection,
  by: { actor: string; data: 'keep' | 'delete' },
): Promise<Connection> {
  const secrets = readSecrets(context, connection);
  await context.store.transaction(async (transaction) => {
    const now = context.clock.now();
    const run = (sql: string, ...bind: unknown[]) =>
      context.store.sequelize.query(sql, { bind, transaction, type: QueryTypes.RAW });
    await run(
      `WITH ended AS (
         UPDATE crm_sync_runs SET state = 'cancelled', finished_at = now(), lease = lease + 1, lease_until = NULL
          WHERE connection_id = $1 AND state IN ('queued', 'running') RETURNING *
       )
       ${eventsFrom(`SELECT connection_id, 'run.finished' AS type, ${runTold('ended', 'NULL')} AS data FROM ended`)}`,
      connection.id,
    );
    // After the runs: a worker that ends one locks in this order too. What is kept goes on when the account comes back.
    if (by.data === 'delete')
      await SyncSchedule.destroy({ where: { connectionId: connection.id }, transaction });
    await run(
      `WITH failed AS (
         UPDATE crm_pushes p SET state = 'failed', lease = lease + 1, lease_until = NULL, updated_at = now(), error = $2
          WHERE connection_id = $1 AND state IN ('queued', 'waiting_for_quota') RETURNING ${PUSH_TOLD}
       )
       ${pushesTold('failed')}`,
      connection.id,
      JSON.stringify({
        code: 'not_connected',
        message: 'The CRM was disconnected before this call was sent.',
        field: null,
        value: null,
        vendor_code: null,
      }),
    );
    if (by.data === 'delete')
      for (const table of COPIED) await run(`DELETE FROM ${table} WHERE connection_id = $1`, connection.id);
    const [changed] = await Connection.update(
      {
        status: 'disconnected',
        statusReason: 'disconnected_by_person',
        statusSince: now,
        secrets: null,
        tokenExpiresAt: null,
        updatedAt: now,
      },
      { where: { id: connection.id, status: { [Op.ne]: 'disconnected' } }, transaction },
    );
    if (changed > 0) {
      const { data } = by;
      await writeEvent(context.store, connection.id, 'connection.disconnected', { data }, transaction);
    }
    await wake(context.store, 'called_off', transaction);
    await audit(
      {
        appId: scope.appId,
        workspaceId: scope.id,
        actor: by.actor,
        action: 'connection_removed',
        target: `connection:${connection.id}`,
        details: { data: by.data },
      },
      transaction,
    );
  });
  if (secrets && (hasGrantOfItsOwn(connection) || !(await isUsedElsewhere(connection))))
    await tellProvider(context, scope.appId, connection, secrets);
  return connection.reload();
}

/** Null when there are none, or when no key opens them: a person can still disconnect. */
function readSecrets(context: SessionContext, connection: Connection): ConnectionSecrets | null {
  if (connection.secrets === null) return null;
  try {
    return openSecrets(context.vault, connection);
  } catch (error) {
    context.log.error(
      { err: error, connection_id: connection.id },
      'the access of a connection does not open',
    );
    return null;
  }
}

function hasGrantOfItsOwn({ provider }: Connection): boolean {
  const { auth } = connectorFor(provider);
  return auth.kind === 'oauth2' && auth.grantPerSignIn === true;
}

/** Another workspace may be connected to the same account: leaving the account would end its access too. */
async function isUsedElsewhere({ id, provider, accountId }: Connection): Promise<boolean> {
  const others = await Connection.count({
    where: { provider, accountId, id: { [Op.ne]: id }, status: { [Op.ne]: 'disconnected' } },
  });
  return others > 0;
}

/** The provider may be down or the grant gone: neither keeps a person from disconnecting. */
async function tellProvider(
  context: SessionContext,
  appId: string,
  connection: Connection,
  secrets: ConnectionSecrets,
): Promise<void> {
  const connector = connectorFor(connection.provider);
  const tokens = { ...secrets, expiresInS: null, scopes: [] };
  const farewells = [
    async () =>
      connector.uninstall({
        ...openFirstSession(context, connector, tokens),
        accountId: connection.accountId,
        metadata: connection.metadata,
      }),
    async () => {
      if (connector.auth.kind !== 'oauth2' || secrets.refreshToken === null) return;
      await revokeToken(
        connector.auth,
        await requireProviderAccess(appId, connector, context, connection.metadata),
        secrets.refreshToken,
      );
    },
  ];
  for (const farewell of farewells) {
    await farewell().catch((error: unknown) => {
      context.log.warn(
        { err: error, connection_id: connection.id },
        'the provider was not told of the disconnect',
      );
    });
  }
}
