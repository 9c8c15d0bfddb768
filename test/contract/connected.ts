import { pino } from 'pino';
import type { Connector, ConnectorSession, TokenSet } from '../../service/connectors/connector.js';
import {
  createHttpDoor,
  type HttpDoorOptions,
  type RequestInfo,
} from '../../service/connectors/create-http-door.js';
import type { CredentialSource } from '../../service/connectors/http-door.js';
import { createMemoryPacer } from '../../service/connectors/memory-pacer.js';
import type { ProviderUnderTest } from './provider-under-test.js';
import { credentialsFor, hostsOf, signIn } from './sign-in.js';

/** A connection to a provider's sandbox, as the service would hold one. */
export interface Connected {
  connector: Connector;
  provider: ProviderUnderTest;
  tokens: TokenSet;
  session: ConnectorSession;
  credentials: CredentialSource & { renewals: number };
  /** Requests made so far. */
  requests: RequestInfo[];
}

/** Signs in, asks whose account it is, prepares it for writes and answers a session to work with. */
export async function connect(
  connector: Connector,
  provider: ProviderUnderTest,
  options: { optional?: boolean; prepare?: boolean; door?: Partial<HttpDoorOptions> } = {},
): Promise<Connected> {
  const tokens = await signIn(connector, provider, options);
  const credentials = credentialsFor(connector, provider, tokens);
  const requests: RequestInfo[] = [];
  const http = createHttpDoor({
    provider: connector.id,
    apiUrl: hostsOf(connector, provider, tokens.extra).apiUrl,
    credentials,
    // A limit that is our own guess would only be waited for.
    pacer: createMemoryPacer(connector.pace.isGuess ? { requests: 10_000, perMs: 1_000 } : connector.pace),
    ...(connector.statusOf ? { statusOf: connector.statusOf } : {}),
    classify: connector.classify,
    log: pino({ level: 'silent' }),
    onRequest: (info) => requests.push(info),
    ...options.door,
  });
  const session: ConnectorSession = { accountId: '', metadata: tokens.extra, http, now: () => new Date() };
  const account = await connector.readAccount(session, tokens);
  session.accountId = account.id;
  session.metadata = { ...account.metadata };
  if (options.prepare !== false) Object.assign(session.metadata, await connector.prepareWrites(session));
  return { connector, provider, tokens, session, credentials, requests };
}
