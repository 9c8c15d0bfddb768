import type { Services } from '../../services.js';
import type { ClaimedEvent } from '../../store/queries/webhook-events.js';
import { createEventWork } from '../../sync/webhooks/event-work.js';
import { createLane, type Lane } from '../schedules/lane.js';
import { readDeliveries } from './read-deliveries.js';

/**
 * What becomes of stored webhooks: their events are read out of the bodies, then applied.
 *
 * @param width groups of events, each of one connection, that one process works on at once.
 */
export function createWebhookLanes(services: Services, width: number): { webhook: Lane; event: Lane } {
  const { log } = services;
  const event = createLane<ClaimedEvent[]>({
    ...{ name: 'event', width, log },
    isSerial: true, // the next group of the same connection
    ...createEventWork(services),
  });
  const webhook = createLane<number>({
    ...{ name: 'webhook', width: 1, log },
    isSerial: true,
    // All there is to do: what is read is committed.
    take: async () => {
      const count = await readDeliveries(services);
      return count === 0 ? [] : [count];
    },
    work: async () => event.wake(),
  });
  return { webhook, event };
}
