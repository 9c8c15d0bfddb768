import { type ConnectorSession, CredentialsRefused, CrmError, type TokenSet } from '../connector.js';
import type { CrmResponse } from '../http-door.js';
import { jsonRpc, rpcResult } from './client.js';
import { keyRefused } from './refusals.js';

/** JSON-2 is there from this version on. */
const FIRST_WITH_JSON2 = 19;

export interface Probed {
  transport: 'json2' | 'jsonrpc';
  version: string;
}

/** Asks a host which version of Odoo it is, without showing it the key. */
export async function probe(session: ConnectorSession): Promise<Probed> {
  const version = (await newVersion(session)) ?? (await oldVersion(session));
  if (version === null)
    throw new CredentialsRefused(
      'url',
      'not_this_crm',
      'What answers at this address is not an Odoo. Enter it without what follows the host name.',
    );
  const major = Number(/(\d+)/.exec(version)?.[1] ?? 0);
  const hasJson2 = major >= FIRST_WITH_JSON2 && !/saas/i.test(version);
  return { transport: hasJson2 ? 'json2' : 'jsonrpc', version };
}

/** Versions from 19 on. */
async function newVersion({ http }: ConnectorSession): Promise<string | null> {
  const answer = await unlessAbsent(() =>
    http.request({ method: 'GET', path: '/web/version', anonymous: true, timeoutMs: 15_000 }),
  );
  return readVersion(answer?.body, 'version_info', 'version');
}

/** Older ones. */
async function oldVersion({ http }: ConnectorSession): Promise<string | null> {
  const { keyedBody, ...request } = jsonRpc('common', 'version', () => []);
  const answer = await unlessAbsent(() =>
    http.request({ ...request, body: keyedBody?.(''), anonymous: true, timeoutMs: 15_000 }),
  );
  const result = typeof answer?.body === 'object' && answer.body !== null ? rpcOf(answer) : null;
  return readVersion(result, 'server_version_info', 'server_version');
}

function rpcOf(answer: CrmResponse): unknown {
  return typeof answer.body === 'object' && answer.body !== null && 'jsonrpc' in answer.body
    ? rpcResult(answer)
    : null;
}

function readVersion(body: unknown, infoName: string, textName: string): string | null {
  if (typeof body !== 'object' || body === null) return null;
  const { [infoName]: info, [textName]: text } = body as Record<string, unknown>;
  return Array.isArray(info) && typeof text === 'string' ? text : null;
}

/** Null for an answer that says "not here", which another kind of server gives too. */
async function unlessAbsent(ask: () => Promise<CrmResponse>): Promise<CrmResponse | null> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof CrmError) || error.status === null || error.status >= 429) throw error;
    return null;
  }
}

/** The id of the user whose key it is. Odoo says `false` to a wrong login and to a wrong key alike. */
export async function signInByRpc(session: ConnectorSession, tokens: TokenSet): Promise<number> {
  const { database, username } = session.metadata;
  try {
    const answer = await session.http.request(
      jsonRpc('common', 'authenticate', (key) => [database, username, key, {}]),
    );
    const uid = rpcResult(answer);
    if (typeof uid === 'number') return uid;
  } catch (error) {
    if (error instanceof CrmError && error.vendorCode === 'database_unknown')
      throw new CredentialsRefused('database', 'database_unknown', 'There is no such database.', error);
    if (!(error instanceof CrmError && error.kind === 'authentication')) throw error;
  }
  throw keyRefused(tokens);
}
