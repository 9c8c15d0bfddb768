import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError, errorCode } from './errors.js';
import { isOurServer } from './postmaster-pid.js';
import { identify, isRunning } from './process-identity.js';

/**
 * Stops the server of `cluster` if `pid` is still it: fast shutdown (open transactions are rolled back), and immediate
 * shutdown, which costs a recovery at the next start, when that takes longer than 30 s.
 *
 * @throws EmbeddedPostgresError naming the pid when it may not be signalled or does not end.
 */
export async function stopPostmaster(pid: number, cluster: string): Promise<void> {
  const identity = identify(pid);
  if (!identity) return;
  for (const [signal, waitMs] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    if (!signalPostmaster(pid, cluster, signal)) return;
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline) {
      // Its command line is gone before the process is, and with it the memory a next server would trip over.
      if (!isRunning(identity)) return;
      await delay(10);
    }
  }
  throw new EmbeddedPostgresError(
    `The database server, process ${pid}, does not end: end it by hand and try again.`,
  );
}

/** Sends `signal` if `pid` is still the server of `cluster`; false when it is gone. */
export function signalPostmaster(pid: number, cluster: string, signal: NodeJS.Signals): boolean {
  if (!isOurServer(pid, cluster)) return false;
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    throw new EmbeddedPostgresError(
      `The database in ${cluster} is served by process ${pid}, which this user may not stop: ` +
        'end it as the user who started it, or choose another data folder.',
      { cause: error },
    );
  }
}
