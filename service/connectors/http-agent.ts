import { Agent, type Dispatcher } from 'undici';

/** Largest answer a CRM may send. */
export const ANSWER_LIMIT_BYTES = 20 * 1024 * 1024;

const CONNECT_TIMEOUT_MS = 10_000;
const CONNECTIONS_PER_ORIGIN = 64;

let shared: Agent | null = null;

/** One agent for every door of the process: a pool of kept-alive connections per origin. It follows no redirect. */
export function sharedAgent(): Dispatcher {
  shared ??= new Agent({
    connections: CONNECTIONS_PER_ORIGIN,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    keepAliveTimeout: 10_000,
    maxResponseSize: ANSWER_LIMIT_BYTES,
  });
  return shared;
}

/** Closes the pools once what is under way has ended; the next request opens new ones. */
export async function closeHttpDoors(): Promise<void> {
  const agent = shared;
  shared = null;
  await agent?.close();
}
