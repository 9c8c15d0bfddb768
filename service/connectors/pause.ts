import { setTimeout as sleep } from 'node:timers/promises';

/** Waits. @throws the signal's own reason, where Node's timers throw an AbortError around it. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(Math.ceil(ms), undefined, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
