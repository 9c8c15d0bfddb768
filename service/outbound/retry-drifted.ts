import { suspectFields } from '../drift/suspect-fields.js';
import type { Services } from '../services.js';
import { restState } from './outcomes.js';
import type { SettledPush } from './sender.js';

/**
 * Gives pushes that the CRM refused for a field another try: the field may be gone or another since we read of it, and is
 * then left out. Tried with fresh fields, what is refused stays refused.
 */
export async function retryDrifted(
  services: Services,
  settled: readonly SettledPush[],
): Promise<SettledPush[]> {
  const [first] = settled.filter(isRefusedForField);
  if (!first) return [...settled];
  if (!(await suspectWhatWasUsed(services, first.push))) return [...settled];
  const outcome = { freeTry: true, error: null };
  return settled.map((one) =>
    isRefusedForField(one) ? { ...one, outcome: { ...outcome, state: restState(one.push) } } : one,
  );
}

/** A call is logged on a contact, which is looked for and made by its own fields. */
async function suspectWhatWasUsed(
  services: Services,
  { connection_id: connectionId, object }: SettledPush['push'],
): Promise<boolean> {
  let isSuspected = await suspectFields(services, { connectionId, object });
  if (object === 'activity' && (await suspectFields(services, { connectionId, object: 'contact' })))
    isSuspected = true;
  return isSuspected;
}

/** By the CRM: what we refuse ourselves has no code of its. */
function isRefusedForField({ outcome: { state, error } }: SettledPush): boolean {
  return state === 'failed' && error != null && error.field !== null && error.vendor_code !== null;
}
