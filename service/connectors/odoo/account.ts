import type { ObjectName } from '../../../shared/records.js';
import {
  type AccountInfo,
  type ConnectorSession,
  CredentialsRefused,
  CrmError,
  type TokenSet,
} from '../connector.js';
import { checkRights } from './check-rights.js';
import { json2, searchRead } from './client.js';
import { readCompanies } from './companies.js';
import { todoPart, toId } from './parts.js';
import { probe, signInByRpc } from './probe.js';
import { isKeyRefused, keyRefused } from './refusals.js';
import { textOf } from './text-of.js';
import { MODELS, type Row, TODOS } from './types.js';

/**
 * The account that a key opens, after a look at everything we need of it.
 *
 * @throws CredentialsRefused that names the field to blame: no Odoo at the address, unknown database, key refused or
 * over, another user's key, CRM not installed, rights missing. CrmError when Odoo does not answer.
 */
export async function readAccount(session: ConnectorSession, tokens: TokenSet): Promise<AccountInfo> {
  const { url, database, username } = session.metadata;
  const { transport, version } = await probe(session);
  session.metadata = { ...session.metadata, transport };
  const uid =
    transport === 'json2' ? await signInByJson2(session, tokens) : await signInByRpc(session, tokens);
  session.metadata = { ...session.metadata, uid };
  const user = await readUser(session, uid);
  const { current, companies } = await readCompanies(session, user);
  if ('company' in session.metadata && current)
    session.metadata = { ...session.metadata, company_id: current.id };
  await checkRights(session, version);
  const where = new URL(textOf(url));
  return {
    id: `${where.host}${where.pathname.replace(/\/+$/, '')}/${textOf(database)}`,
    name: current?.name || textOf(database),
    url: textOf(url),
    metadata: {
      ...{ url, database, username, transport, version, uid },
      ...('company' in session.metadata && current ? { company: current.name, company_id: current.id } : {}),
      company_currency: current?.currency ?? null,
      companies,
    },
  };
}

async function signInByJson2(session: ConnectorSession, tokens: TokenSet): Promise<number> {
  try {
    const { body } = await session.http.request(json2(session, 'res.users', 'context_get', {}));
    const uid = (body as { uid?: unknown } | null)?.uid;
    if (typeof uid === 'number') return uid;
    throw new CredentialsRefused('url', 'not_this_crm', 'What answers at this address is not an Odoo.');
  } catch (error) {
    if (error instanceof CredentialsRefused) throw error;
    if (isKeyRefused(error)) throw keyRefused(tokens, error);
    // A database that is not there is told before Odoo itself is asked, by a page.
    if (error instanceof CrmError && error.kind === 'not_found')
      throw new CredentialsRefused('database', 'database_unknown', 'There is no such database.', error);
    throw error;
  }
}

/** A key is its user's, whatever name was typed in. */
async function readUser(session: ConnectorSession, uid: number): Promise<Row> {
  const args = { domain: [['id', '=', uid]], fields: ['name', 'login', 'company_id', 'company_ids'] };
  const [user] = (await searchRead(session, 'res.users', args)).result;
  if (!user)
    throw new CredentialsRefused('username', 'permission_missing', 'This user may not read its own account.');
  if (textOf(user['login']).toLowerCase() !== textOf(session.metadata['username']).toLowerCase())
    throw new CredentialsRefused('username', 'user_mismatch', 'This key belongs to another user.');
  return user;
}

/** Page of a record. A note has none of its own: this one leads to what it hangs on. */
export function recordUrl(
  _accountId: string,
  metadata: Record<string, unknown>,
  object: ObjectName,
  remoteId: string,
): string | null {
  const url = metadata['url'];
  if (typeof url !== 'string') return null;
  const todo = toId(remoteId, todoPart);
  if (object === 'activity' && todo !== null) return `${url}/web#id=${todo}&model=${TODOS}&view_type=form`;
  if (object === 'activity') return `${url}/mail/message/${remoteId}`;
  return `${url}/web#id=${remoteId}&model=${MODELS[object]}&view_type=form`;
}

/** A key is taken back in Odoo, by its user; nothing of ours runs there. */
export async function uninstall(): Promise<void> {}

/** External ids need no preparation. */
export async function prepareWrites(): Promise<Record<string, unknown>> {
  return {};
}
