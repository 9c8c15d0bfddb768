import type { Connector, ConnectorSession, GrantPlace, TokenSet } from '../connectors/connector.js';
import { CrmError, ReconnectNeeded } from '../connectors/connector.js';
import { createHttpDoor, type HttpDoorOptions } from '../connectors/create-http-door.js';
import { guardedAgent } from '../connectors/http-agent.js';
import type { CredentialSource, HttpDoor, Pacer, Priority } from '../connectors/http-door.js';
import { connectorFor } from '../connectors/registry.js';
import { ADDRESS_REFUSED } from '../net/guard-address.js';
import type { Metrics } from '../observe/metrics.js';
import { Connection } from '../store/models/index.js';
import { findStoredValues } from '../store/queries/find-stored-values.js';
import type { Store } from '../store/store.js';
import { fixedCredentials, openSecrets, tokenHeader } from './credentials.js';
import { hostsOf } from './provider-access.js';
import { type RefreshContext, refreshToken } from './refresh.js';
import { createSharedSlots, type SharedSlots } from './shared-slots.js';

/** Renew a little early: a token that ends on its way to the CRM costs a failed request. */
const EARLY_MS = 60_000;

export interface SessionContext extends RefreshContext {
  metrics: Metrics;
  /** The budget of one account, shared by everything that talks to it. */
  pacerFor(connector: Connector, accountId: string, priority?: Priority): Pacer;
}

/**
 * What a connector needs to work for one connection.
 *
 * @param priority of its requests in the account's budget; default `background`.
 * @throws ReconnectNeeded when the connection is not usable until a person connects again.
 */
export async function openSession(
  context: SessionContext,
  connectionId: string,
  priority: Priority = 'background',
): Promise<{ connector: Connector; session: ConnectorSession; connection: Connection }> {
  const connection = await Connection.findByPk(connectionId, { rejectOnEmpty: true });
  if (connection.status === 'disconnected' || connection.status === 'needs_reauth') {
    throw new ReconnectNeeded('grant_revoked', 'the connection is not usable until it is connected again');
  }
  const connector = connectorFor(connection.provider);
  const pacer = context.pacerFor(withDayOf(connector, connection), connection.accountId, priority);
  const credentials = storedCredentials(context, connector, connectionId);
  const http = openDoor(context, connector, credentials, pacer, connection.metadata);
  return {
    connector,
    connection,
    session: {
      accountId: connection.accountId,
      metadata: connection.metadata,
      http,
      now: () => context.clock.now(),
      stored: (object, remoteIds) => findStoredValues(context.store, { connectionId, object }, remoteIds),
    },
  };
}

/** The connector, with the requests a day that this very account has. */
function withDayOf(connector: Connector, { metadata }: Connection): Connector {
  const perDay = connector.pace.perDayOf?.(metadata) ?? null;
  return perDay === null ? connector : { ...connector, pace: { ...connector.pace, perDay } };
}

/** A session on tokens that no connection holds yet, to ask whose account they open. */
export function openFirstSession(
  context: SessionContext,
  connector: Connector,
  tokens: TokenSet,
): ConnectorSession {
  const http = openDoor(
    context,
    connector,
    fixedCredentials(connector, tokens.accessToken),
    context.pacerFor(connector, 'sign-in'),
    tokens.extra,
  );
  return { accountId: '', metadata: tokens.extra, http, now: () => context.clock.now() };
}

function openDoor(
  context: SessionContext,
  connector: Connector,
  credentials: CredentialSource,
  pacer: Pacer,
  place: GrantPlace,
): HttpDoor {
  const { apiUrl } = hostsOf(connector, context.config, place);
  return createHttpDoor({
    ...guardOf(context, connector, apiUrl),
    ...timeoutOf(context, connector),
    ...(connector.statusOf ? { statusOf: connector.statusOf } : {}),
    ...slotsOf(context, connector, apiUrl),
    provider: connector.id,
    apiUrl,
    allowedHosts: [new URL(apiUrl).origin],
    credentials,
    pacer,
    classify: connector.classify,
    log: context.log,
    onRequest: ({ method, status, kind }) => {
      const result = status === null ? 'no_answer' : String(status);
      context.metrics.operations.inc({ provider: connector.id, operation: method, result });
      if (kind !== null) context.metrics.errors.inc({ provider: connector.id, kind });
      if (kind === 'rate_limit') context.metrics.rateLimitHits.inc({ provider: connector.id });
    },
  });
}

/**
 * A host that a customer named is only reached on public addresses and by https, unless the operator allows others.
 *
 * @throws CrmError with `ADDRESS_REFUSED`.
 */
function guardOf(
  { config }: SessionContext,
  { auth }: Connector,
  apiUrl: string,
): Pick<HttpDoorOptions, 'dispatcher'> {
  if (auth.kind !== 'api_key' || config.allowPrivateCrmHosts) return {};
  if (!apiUrl.startsWith('https://'))
    throw new CrmError('other', 'The address of the CRM must begin with https', {
      vendorCode: ADDRESS_REFUSED,
    });
  return { dispatcher: guardedAgent() };
}

function timeoutOf({ config }: SessionContext, { id }: Connector): Pick<HttpDoorOptions, 'timeoutMs'> {
  const timeoutMs = config.providers.get(id)?.timeoutMs ?? null;
  return timeoutMs === null ? {} : { timeoutMs };
}

/** Slots of this process, by database and server. */
const slots = new WeakMap<Store, Map<string, SharedSlots>>();

function slotsOf(
  { store }: SessionContext,
  { pace }: Connector,
  apiUrl: string,
): Pick<HttpDoorOptions, 'slots'> {
  if (pace.inFlight === undefined) return {};
  const known = slots.get(store) ?? new Map<string, SharedSlots>();
  slots.set(store, known);
  const made = known.get(apiUrl) ?? createSharedSlots(store, apiUrl, pace.inFlight);
  known.set(apiUrl, made);
  return { slots: made };
}

/** Credentials read from the row at each request, so that a renewal elsewhere is seen at once. */
function storedCredentials(
  context: SessionContext,
  connector: Connector,
  connectionId: string,
): CredentialSource {
  const load = () => Connection.findByPk(connectionId, { rejectOnEmpty: true });
  return {
    async headers() {
      let connection = await load();
      const endsAt = connection.tokenExpiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
      // Until when a key holds is what a person told: the CRM knows better.
      if (connector.auth.kind === 'oauth2' && endsAt - EARLY_MS <= context.clock.now().getTime()) {
        await refreshToken(context, connectionId, connection.tokenVersion);
        connection = await load();
      }
      const { accessToken } = openSecrets(context.vault, connection);
      const headers = tokenHeader(connector, accessToken);
      return { headers, version: connection.tokenVersion, key: accessToken };
    },
    renew: (version) => refreshToken(context, connectionId, version),
  };
}
