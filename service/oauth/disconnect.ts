import { Op, QueryTypes } from 'sequelize';
import type { Connector, ConnectorSession } from '../connectors/connector.js';
import { connectorFor } from '../connectors/registry.js';
import { audit } from '../observe/audit.js';
import { Connection, SyncSchedule, type WebhookChannel } from '../store/models/index.js';
import { runTold } from '../store/queries/told-events.js';
import { eventsFrom, writeEvent } from '../store/queries/write-events.js';
import { wake } from '../store/wake.js';
import { closeChannels, takeChannels } from './channels/close-channels.js';
import { type ConnectionSecrets, openSecrets } from './credentials.js';
import { openFirstSession, type SessionContext } from './open-session.js';
import { type ProviderAccess, requireProviderAccess } from './provider-access.js';
import { requestTokens, revokeToken } from './request-tokens.js';

/** Tables whose rows are what was copied of a connection, children first. */
const COPIED = [
  'crm_records',
  'crm_entity_links',
  'crm_host_sides',
  'crm_held_deletions',
  'crm_gone_records',
  'crm_sync_cursors',
  'crm_field_drifts',
  'crm_field_cache',
  'crm_sync_logs',
  'crm_pushes',
  'crm_webhook_events',
  'crm_webhook_deliveries',
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
  const channels = await context.store.transaction(async (transaction) => {
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
          WHERE connection_id = $1 AND state IN ('queued', 'waiting_for_quota') RETURNING id, connection_id, object, local_id
       )
       ${eventsFrom(`
         SELECT connection_id, 'push.failed' AS type, jsonb_build_object('push_id', id, 'object', object, 'local_id', local_id,
                'state', 'failed', 'code', 'not_connected', 'field', NULL) AS data FROM failed`)}`,
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
    // Behind the lock of the connection: whoever lays channels holds it too.
    const taken = await takeChannels(connection.id, transaction);
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
    return taken;
  });
  if (secrets) await sayGoodbye(context, scope.appId, connection, { secrets, channels });
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

/** Closes what this connection alone has; the account is left only when nobody else here works with it. */
async function sayGoodbye(
  context: SessionContext,
  appId: string,
  connection: Connection,
  { secrets, channels }: { secrets: ConnectionSecrets; channels: WebhookChannel[] },
): Promise<void> {
  const connector = connectorFor(connection.provider);
  const isLast = hasGrantOfItsOwn(connection) || !(await isUsedElsewhere(connection));
  if (!isLast && channels.length === 0) return;
  const access = await requireProviderAccess(appId, connector, context, connection.metadata).catch(
    () => null,
  );
  const session = await lastSession(context, connector, access, connection, secrets);
  await closeChannels(context, connector, session, channels);
  if (isLast) await tellProvider(context, connector, access, connection, { secrets, session });
}

/** On the access as it was, renewed where it has lapsed: the row has none any more, so nobody else renews it. */
async function lastSession(
  context: SessionContext,
  connector: Connector,
  access: ProviderAccess | null,
  { accountId, metadata, tokenExpiresAt }: Connection,
  secrets: ConnectionSecrets,
): Promise<ConnectorSession> {
  const { auth } = connector;
  const { refreshToken } = secrets;
  const isOver = tokenExpiresAt !== null && tokenExpiresAt <= context.clock.now();
  const renewed =
    isOver && auth.kind === 'oauth2' && access && refreshToken !== null
      ? await requestTokens(auth, access, { grant_type: 'refresh_token', refresh_token: refreshToken }).catch(
          () => null,
        )
      : null;
  const tokens = { ...secrets, expiresInS: null, scopes: [], ...(renewed ?? {}), extra: secrets.extra };
  return { ...openFirstSession(context, connector, tokens), accountId, metadata };
}

/** The provider may be down or the grant gone: neither keeps a person from disconnecting. */
async function tellProvider(
  context: SessionContext,
  connector: Connector,
  access: ProviderAccess | null,
  connection: Connection,
  { secrets, session }: { secrets: ConnectionSecrets; session: ConnectorSession },
): Promise<void> {
  const farewells = [
    async () => connector.uninstall(session),
    async () => {
      if (connector.auth.kind !== 'oauth2' || secrets.refreshToken === null || !access) return;
      await revokeToken(connector.auth, access, secrets.refreshToken);
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
