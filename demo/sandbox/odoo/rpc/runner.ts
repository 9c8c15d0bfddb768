import type { Database } from '../instances/database.js';
import { type Asked, type Begun, callMethod } from './call-method.js';

/** A call with its user, ready to run. */
export interface Ready {
  db: Database;
  uid: number;
  asked: Asked;
  begun: Begun;
}

/** Runs a call, after whatever the settings and faults put in its way. @throws Fault. */
export type Runner = (ready: Ready) => Promise<unknown>;

/** Waits as long as the call works, then commits: others may have committed in between. */
export async function runAfter(ready: Ready, workMs: number): Promise<unknown> {
  if (workMs > 0) await new Promise((resolve) => setTimeout(resolve, workMs));
  return callMethod(ready.db, ready.uid, ready.asked, ready.begun);
}
