import { Agent, type Dispatcher } from 'undici';
import { type GuardOptions, guardedConnect } from '../../net/guard-address.js';

const CONNECT_TIMEOUT_MS = 10_000;
const agents = new Map<boolean, Dispatcher>();

/** The agent of this process for endpoints: a pool of kept-alive connections to each. */
export function webhookAgent(allowPrivate: boolean): Dispatcher {
  const agent = agents.get(allowPrivate) ?? createWebhookAgent(allowPrivate);
  agents.set(allowPrivate, agent);
  return agent;
}

/** Opens connections to public addresses only, unless private ones are allowed. It follows no redirect. */
export function createWebhookAgent(allowPrivate: boolean, guard: Partial<GuardOptions> = {}): Dispatcher {
  return new Agent({
    keepAliveTimeout: 10_000,
    connect: allowPrivate
      ? { timeout: CONNECT_TIMEOUT_MS }
      : guardedConnect({ timeoutMs: CONNECT_TIMEOUT_MS, ...guard }),
  });
}
