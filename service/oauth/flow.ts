import { createHash, randomBytes } from 'node:crypto';
import { Op } from 'sequelize';
import type { FlowState as FlowStateName, ConnectFlow as FlowView } from '../../shared/connection.js';
import type { Actor } from '../../shared/keys.js';
import { type Clock, secondsFrom } from '../clock.js';
import { ServiceError } from '../errors.js';
import type { WorkspaceScope } from '../scope.js';
import { ConnectFlow } from '../store/models/index.js';
import type { Vault } from '../vault/keyring.js';

/** People look for a password, ask an admin: ten minutes, then it is safer to begin again. */
const FLOW_LIFE_S = 600;
/** A callback that took the state and answered nothing for this long died half-way. */
const EXCHANGE_LIMIT_S = 60;

export interface FlowContext {
  clock: Clock;
  vault: Vault;
}

const random = (): string => randomBytes(32).toString('base64url');
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
const verifierContext = (id: string): string => `connect_flows:${id}:verifier`;

/** Begins a flow. `ticket` goes into the start URL, the id to the element that polls. */
export async function createFlow(
  context: FlowContext,
  scope: WorkspaceScope,
  provider: string,
  by: { actor: Actor | null; origin: string | null },
): Promise<{ flow: ConnectFlow; ticket: string }> {
  const ticket = random();
  const flow = await ConnectFlow.create({
    id: `fl_${random()}`,
    workspaceId: scope.id,
    provider,
    startHash: sha256(ticket),
    actor: by.actor,
    origin: by.origin,
    expiresAt: secondsFrom(context.clock, FLOW_LIFE_S),
  });
  return { flow, ticket };
}

/**
 * The flow of a start URL, bound from now on to this browser. Reloading in the same browser is fine.
 *
 * @param browser value of the browser's cookie, old or new.
 * @throws ServiceError `flow_not_found`, `flow_used`, `flow_expired`, `browser_mismatch`.
 */
export async function bindFlow(
  context: FlowContext,
  provider: string,
  ticket: string,
  browser: string,
): Promise<ConnectFlow> {
  const flow = await ConnectFlow.findOne({ where: { startHash: sha256(ticket), provider } });
  if (!flow)
    throw new ServiceError('flow_not_found', {
      detail: 'This sign-in is not known. Go back to the page and connect again.',
    });
  refuseSettled(flow, context.clock);
  const [bound] = await ConnectFlow.update(
    { browserHash: sha256(browser) },
    { where: { id: flow.id, [Op.or]: [{ browserHash: null }, { browserHash: sha256(browser) }] } },
  );
  if (bound === 0) throw mismatch();
  return flow;
}

/** Remembers a new OAuth state, and the verifier, sealed. Only the newest state of a flow counts. */
export async function saveState(
  context: FlowContext,
  flow: ConnectFlow,
  verifier: string | null,
): Promise<string> {
  const state = random();
  await flow.update({
    stateHash: sha256(state),
    verifier: verifier === null ? null : context.vault.seal(verifier, verifierContext(flow.id)),
  });
  return state;
}

export function openVerifier(context: FlowContext, flow: ConnectFlow): string | null {
  return flow.verifier === null ? null : context.vault.open(flow.verifier, verifierContext(flow.id));
}

/**
 * Takes the flow of a callback, once: of two callbacks with one state the second is refused.
 *
 * @throws ServiceError `state_invalid`, `browser_mismatch`, `flow_used`, `flow_expired`.
 */
export async function takeFlow(
  context: FlowContext,
  provider: string,
  state: string,
  browser: string | undefined,
): Promise<ConnectFlow> {
  const flow = await ConnectFlow.findOne({ where: { stateHash: sha256(state), provider } });
  if (!flow)
    throw new ServiceError('state_invalid', {
      detail: 'This answer does not belong to a sign-in we started. Go back to the page and connect again.',
    });
  if (!browser || !flow.browserHash?.equals(sha256(browser))) throw mismatch();
  refuseSettled(flow, context.clock);
  const [taken] = await ConnectFlow.update(
    { usedAt: context.clock.now() },
    { where: { id: flow.id, usedAt: null, state: 'pending' } },
  );
  if (taken === 0) throw used();
  return flow;
}

/** Settles a pending flow; a settled one stays as it is. */
export async function failFlow(flow: ConnectFlow, code: string, message: string): Promise<void> {
  await ConnectFlow.update(
    { state: 'failed', error: { code, message }, verifier: null },
    { where: { id: flow.id, state: 'pending' } },
  );
}

export async function cancelFlow(scope: WorkspaceScope, id: string): Promise<ConnectFlow | null> {
  await ConnectFlow.update(
    { state: 'cancelled', verifier: null },
    { where: { id, workspaceId: scope.id, state: 'pending', usedAt: null } },
  );
  return ConnectFlow.findOne({ where: { id, workspaceId: scope.id } });
}

/** What the element sees. Time-outs are read off the clock, so a dead process leaves no flow pending for ever. */
export function presentFlow(flow: ConnectFlow, clock: Clock): FlowView {
  const { state, error } = settle(flow, clock);
  return {
    flow_id: flow.id,
    provider: flow.provider,
    state,
    error,
    connection_id: flow.connectionId,
    expires_at: flow.expiresAt.toISOString(),
  };
}

function settle(flow: ConnectFlow, clock: Clock): { state: FlowStateName; error: FlowView['error'] } {
  if (flow.state !== 'pending') return { state: flow.state as FlowStateName, error: flow.error };
  const now = clock.now().getTime();
  if (flow.usedAt) {
    const cut = now - flow.usedAt.getTime() > EXCHANGE_LIMIT_S * 1000;
    if (!cut) return { state: 'pending', error: null };
    return {
      state: 'failed',
      error: { code: 'internal', message: 'The sign-in was cut short on our side. Connect again.' },
    };
  }
  if (flow.expiresAt.getTime() > now) return { state: 'pending', error: null };
  return {
    state: 'expired',
    error: { code: 'flow_expired', message: 'The sign-in took too long. Connect again.' },
  };
}

function refuseSettled(flow: ConnectFlow, clock: Clock): void {
  if (flow.usedAt || flow.state === 'connected') throw used();
  if (flow.state !== 'pending' || flow.expiresAt <= clock.now()) {
    throw new ServiceError('flow_expired', {
      detail: 'This sign-in is over. Go back to the page and connect again.',
    });
  }
}

const used = (): ServiceError =>
  new ServiceError('flow_used', {
    detail: 'This sign-in was already used. Go back to the page; connect again if it shows no connection.',
  });
const mismatch = (): ServiceError =>
  new ServiceError('browser_mismatch', {
    detail: 'This sign-in was started in another browser. Go back to the page and connect from there.',
  });
