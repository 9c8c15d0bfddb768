import type { ObjectName } from '../../shared/records.js';

/** The order objects are pulled in: what others point at first. */
export const PULL_ORDER: readonly ObjectName[] = ['company', 'contact', 'deal', 'activity'];

/** These objects, each once, in the order they are pulled. */
export function inPullOrder(objects: readonly ObjectName[]): ObjectName[] {
  return PULL_ORDER.filter((object) => objects.includes(object));
}
