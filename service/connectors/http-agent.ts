import { Agent, type Dispatcher } from 'undici';
import { type GuardOptions, guardedConnect } from '../net/guard-address.js';

/** Largest answer a CRM may send. */
export const ANSWER_LIMIT_BYTES = 20 * 1024 * 1024;

const CONNECT_TIMEOUT_MS = 10_000;
const CONNECTIONS_PER_ORIGIN = 64;
const POOL = {
  connections: CONNECTIONS_PER_ORIGIN,
  keepAliveTimeout: 10_000,
  maxResponseSize: ANSWER_LIMIT_BYTES,
};

let shared: Agent | null = null;
let guarded: Agent | null = null;

/** One agent for every door of the process: a pool of kept-alive connections per origin. It follows no redirect. */
export function sharedAgent(): Dispatcher {
  shared ??= new Agent({ ...POOL, connect: { timeout: CONNECT_TIMEOUT_MS } });
  return shared;
}

/** The agent for hosts that a customer names: it connects to public addresses only. It follows no redirect either. */
export function guardedAgent(): Dispatcher {
  guarded ??= createGuardedAgent();
  return guarded;
}

export function createGuardedAgent(options: Partial<GuardOptions> = {}): Agent {
  return new Agent({ ...POOL, connect: guardedConnect({ timeoutMs: CONNECT_TIMEOUT_MS, ...options }) });
}

/** Closes the pools once what is under way has ended; the next request opens new ones. */
export async function closeHttpDoors(): Promise<void> {
  const agents = [shared, guarded];
  shared = null;
  guarded = null;
  await Promise.all(agents.map((agent) => agent?.close()));
}
