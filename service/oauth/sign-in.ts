import type { Request, Response } from 'express';
import passport from 'passport';
import { type Connector, CrmError, type GrantPlace, type TokenSet } from '../connectors/connector.js';
import { ServiceError } from '../errors.js';
import type { ConnectFlow, Connection } from '../store/models/index.js';
import { Workspace } from '../store/models/index.js';
import { type FlowContext, failFlow, openVerifier, saveState, takeFlow } from './flow.js';
import { openFirstSession, type SessionContext } from './open-session.js';
import { hostsOf, requireProviderAccess } from './provider-access.js';
import { saveConnection } from './save-connection.js';
import { ConnectorStrategy, type FlowState } from './strategy.js';
import { findGrant, forgetGrant } from './unused-grants.js';

/** Sends the browser of a bound flow to the CRM. */
export async function redirectToCrm(
  context: SessionContext,
  connector: Connector,
  flow: ConnectFlow,
  req: Request,
  res: Response,
): Promise<void> {
  const strategy = await strategyFor(context, connector, flow, {
    save: (verifier) => saveState(context, flow, verifier),
    verifier: async () => null,
  });
  // Passport would take a `code` or `error` in the start address for the CRM's answer.
  const bare = Object.create(req, { query: { value: {} } }) as Request;
  await new Promise<void>((resolve, reject) => {
    // Also when the browser went away before the answer was out.
    res.once('close', resolve);
    passport.authenticate(strategy, { session: false })(bare, res, reject);
  });
}

/**
 * Ends a sign-in: takes the flow, exchanges the code, asks whose account it is and saves the connection.
 *
 * @param browser value of the browser's cookie.
 * @returns the flow, settled one way or the other, with the error that settled it.
 * @throws ServiceError when the answer belongs to no flow of this browser: nothing is settled then.
 */
export async function finishSignIn(
  context: SessionContext,
  connector: Connector,
  req: Request,
  res: Response,
  browser: string | undefined,
): Promise<{ flow: ConnectFlow; connection: Connection | null; error: ServiceError | null }> {
  const state = typeof req.query.state === 'string' ? req.query.state : '';
  const flow = await takeFlow(context as FlowContext, connector.id, state, browser);
  try {
    refuseDenial(connector, req);
    const tokens = await exchange(context, connector, flow, req, res);
    const connection = await keepOrForget(context, connector, flow, tokens);
    return { flow, connection, error: null };
  } catch (thrown) {
    const error = toSignInError(connector, thrown);
    context.log.warn({ provider: connector.id, error_code: error.code, err: error.cause }, 'sign-in failed');
    await failFlow(flow, error.code, error.message);
    return { flow, connection: null, error };
  }
}

/** Asks whose account the tokens open and saves the connection. A grant that nobody uses then is given back. */
async function keepOrForget(
  context: SessionContext,
  connector: Connector,
  flow: ConnectFlow,
  tokens: TokenSet,
): Promise<Connection> {
  try {
    const account = await connector.readAccount(openFirstSession(context, connector, tokens), tokens);
    const replaced = await findGrant(context, connector, flow, account.id);
    const connection = await saveConnection(context, flow, connector, tokens, account);
    if (replaced) await forgetGrant(context, connector, flow, replaced, tokens);
    return connection;
  } catch (error) {
    // After an error of the database it may have been saved all the same.
    if (error instanceof ServiceError || error instanceof CrmError)
      await forgetGrant(context, connector, flow, tokens);
    throw error;
  }
}

function refuseDenial(connector: Connector, req: Request): void {
  if (req.query.error === 'access_denied') {
    throw new ServiceError('consent_denied', { detail: `Access to ${connector.label} was not approved.` });
  }
  if (req.query.error !== undefined || typeof req.query.code !== 'string') {
    throw new ServiceError('code_rejected', {
      detail: `${connector.label} ended the sign-in with an error. Try again.`,
    });
  }
}

async function exchange(
  context: SessionContext,
  connector: Connector,
  flow: ConnectFlow,
  req: Request,
  res: Response,
): Promise<TokenSet> {
  const place = placeOf(context, connector, req);
  const state = { save: async () => '', verifier: async () => openVerifier(context, flow) };
  const strategy = await strategyFor(context, connector, flow, state, place);
  const tokens = await new Promise<TokenSet>((resolve, reject) => {
    const done = (error: unknown, tokens: unknown): void => {
      if (error) reject(error);
      else if (tokens) resolve(tokens as TokenSet);
      else
        reject(
          new ServiceError('code_rejected', {
            detail: `${connector.label} did not accept its own sign-in code. Try again.`,
          }),
        );
    };
    passport.authenticate(strategy, { session: false }, done)(req, res, reject);
  });
  const extra = { ...place, ...tokens.extra };
  // Refuses an API host that is not the provider's before the token goes there.
  hostsOf(connector, context.config, extra);
  return { ...tokens, extra };
}

/** Where the callback says that the account lives; the code must be exchanged there. */
function placeOf(context: SessionContext, connector: Connector, req: Request): GrantPlace {
  if (connector.auth.kind !== 'oauth2') return {};
  return connector.auth.regions?.readCallback(hostsOf(connector, context.config), req.query) ?? {};
}

async function strategyFor(
  context: SessionContext,
  connector: Connector,
  flow: ConnectFlow,
  state: FlowState,
  place: GrantPlace = {},
): Promise<ConnectorStrategy> {
  if (connector.auth.kind !== 'oauth2')
    throw new ServiceError('provider_unknown', { detail: `${connector.label} has no sign-in window.` });
  const workspace = await Workspace.findByPk(flow.workspaceId, { rejectOnEmpty: true });
  const access = await requireProviderAccess(workspace.appId, connector, context, place);
  return new ConnectorStrategy(connector.auth, access, state);
}

function toSignInError(connector: Connector, thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  if (thrown instanceof CrmError && thrown.kind === 'unavailable') {
    return new ServiceError('crm_unreachable', {
      detail: `${connector.label} does not answer. Try again in a few minutes.`,
      cause: thrown,
    });
  }
  if (thrown instanceof CrmError && thrown.kind === 'rate_limit') {
    const minutes = Math.max(1, Math.ceil((thrown.retryAfterMs ?? 0) / 60_000));
    return new ServiceError('crm_rate_limited', {
      detail: `${connector.label} allows no more sign-ins right now. Try again in ${minutes} min.`,
      cause: thrown,
    });
  }
  if (thrown instanceof CrmError) {
    return new ServiceError('code_rejected', {
      detail: `${connector.label} did not accept its own sign-in code. Try again.`,
      cause: thrown,
    });
  }
  return new ServiceError('internal', {
    detail: 'The sign-in failed on our side. Try again.',
    cause: thrown,
  });
}
