import type { Connector, TokenSet } from '../connectors/connector.js';
import { type ConnectFlow, Connection, Workspace } from '../store/models/index.js';
import { openSecrets } from './credentials.js';
import type { SessionContext } from './open-session.js';
import { requireProviderAccess } from './provider-access.js';
import { revokeToken } from './request-tokens.js';

/** A refresh token and where it lives. */
export type Grant = Pick<TokenSet, 'refreshToken' | 'extra'>;

/**
 * The grant that a sign-in to this account is about to replace; null when there is none, or when the provider has one
 * grant for all sign-ins.
 */
export async function findGrant(
  context: SessionContext,
  connector: Connector,
  flow: ConnectFlow,
  accountId: string,
): Promise<Grant | null> {
  if (!isGrantPerSignIn(connector)) return null;
  const { workspaceId } = flow;
  const known = await Connection.findOne({ where: { workspaceId, provider: connector.id, accountId } });
  if (!known?.secrets) return null;
  try {
    return openSecrets(context.vault, known);
  } catch {
    // No key opens it: it is left to the provider to forget.
    return null;
  }
}

/**
 * Gives a grant back that nobody uses, best effort: of a person's few the next sign-in would else push out one that
 * another workspace works with. Nothing happens where sign-ins share one grant.
 *
 * @param kept must survive: some providers answer the same token again.
 */
export async function forgetGrant(
  context: SessionContext,
  connector: Connector,
  flow: ConnectFlow,
  unused: Grant,
  kept: Grant | null = null,
): Promise<void> {
  const { auth } = connector;
  if (auth.kind !== 'oauth2' || !isGrantPerSignIn(connector)) return;
  if (unused.refreshToken === null || unused.refreshToken === kept?.refreshToken) return;
  try {
    const workspace = await Workspace.findByPk(flow.workspaceId, { rejectOnEmpty: true });
    const access = await requireProviderAccess(workspace.appId, connector, context, unused.extra);
    await revokeToken(auth, access, unused.refreshToken);
  } catch (err) {
    context.log.warn({ err, provider: connector.id }, 'an unused grant was not given back');
  }
}

function isGrantPerSignIn({ auth }: Connector): boolean {
  return auth.kind === 'oauth2' && auth.grantPerSignIn === true;
}
