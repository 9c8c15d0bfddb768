import type { Request, Response } from 'express';
import passport from 'passport';
import { type Connector, CrmError, type TokenSet } from '../connectors/connector.js';
import { ServiceError } from '../errors.js';
import type { ConnectFlow, Connection } from '../store/models/index.js';
import { Workspace } from '../store/models/index.js';
import { type FlowContext, failFlow, openVerifier, saveState, takeFlow } from './flow.js';
import { openFirstSession, type SessionContext } from './open-session.js';
import { requireProviderAccess } from './provider-access.js';
import { saveConnection } from './save-connection.js';
import { ConnectorStrategy, type FlowState } from './strategy.js';

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
    const account = await connector.readAccount(openFirstSession(context, connector, tokens), tokens);
    return { flow, connection: await saveConnection(context, flow, connector, tokens, account), error: null };
  } catch (thrown) {
    const error = toSignInError(connector, thrown);
    context.log.warn({ provider: connector.id, error_code: error.code, err: error.cause }, 'sign-in failed');
    await failFlow(flow, error.code, error.message);
    return { flow, connection: null, error };
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
  const strategy = await strategyFor(context, connector, flow, {
    save: async () => '',
    verifier: async () => openVerifier(context, flow),
  });
  return new Promise<TokenSet>((resolve, reject) => {
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
}

async function strategyFor(
  context: SessionContext,
  connector: Connector,
  flow: ConnectFlow,
  state: FlowState,
): Promise<ConnectorStrategy> {
  if (connector.auth.kind !== 'oauth2')
    throw new ServiceError('provider_unknown', { detail: `${connector.label} has no sign-in window.` });
  const workspace = await Workspace.findByPk(flow.workspaceId, { rejectOnEmpty: true });
  const access = await requireProviderAccess(workspace.appId, connector, context);
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
