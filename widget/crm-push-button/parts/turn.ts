import type { CrmClient } from '../../api/client.js';

const AT_ONCE = 4;

interface Queue {
  running: number;
  waiting: (() => void)[];
}
const queues = new WeakMap<CrmClient, Queue>();

/** Runs a request when fewer than four others of this kind run: a table of fifty buttons asks in small groups. */
export async function inTurn<T>(client: CrmClient, request: () => Promise<T>): Promise<T> {
  const queue = queues.get(client) ?? { running: 0, waiting: [] };
  queues.set(client, queue);
  if (queue.running < AT_ONCE) queue.running++;
  else await new Promise<void>((resolve) => queue.waiting.push(resolve));
  try {
    return await request();
  } finally {
    // The place is handed over as it is, so that nobody can slip in between.
    const next = queue.waiting.shift();
    if (next) next();
    else queue.running--;
  }
}
