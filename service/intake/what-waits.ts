import { QueryTypes } from 'sequelize';
import { DELIVERIES_WAIT } from '../events/webhooks/claim-deliveries.js';
import { LOG_WAITS } from '../events/webhooks/deal-out.js';
import { PUSHES_WAIT } from '../outbound/claim-pushes.js';
import type { Services } from '../services.js';
import { prepare } from '../store/prepared.js';
import { BODIES_WAIT } from '../store/queries/read-webhooks.js';
import { EVENTS_WAIT } from '../store/queries/webhook-events.js';
import { CHANNELS_WAIT } from '../sync/channels/claim-channels.js';
import { runsWait } from '../sync/take-turns.js';

/** Kinds of work that are looked for together. Polls are not among them: their claim looks and takes at once. */
export const LOOKED_FOR = ['backfill', 'push', 'channel', 'webhook', 'event', 'delivery'] as const;
export type LookedFor = (typeof LOOKED_FOR)[number];

/** Which kinds of work there may be: one statement for all, as an idle worker asks it some times a second. */
export async function whatWaits({ store, clock }: Pick<Services, 'store' | 'clock'>): Promise<LookedFor[]> {
  const [there] = await store.sequelize.query<Record<LookedFor, boolean>>(WHAT_WAITS, {
    bind: [clock.now().toISOString()],
    type: QueryTypes.SELECT,
  });
  return LOOKED_FOR.filter((kind) => there?.[kind]);
}

const CONDITIONS: Record<LookedFor, string> = {
  backfill: runsWait(`'backfill'`),
  push: PUSHES_WAIT,
  channel: CHANNELS_WAIT,
  webhook: BODIES_WAIT,
  event: EVENTS_WAIT,
  delivery: `(${LOG_WAITS} OR ${DELIVERIES_WAIT})`,
};
const WHAT_WAITS = prepare(
  `SELECT ${LOOKED_FOR.map((kind) => `${CONDITIONS[kind]} AS ${kind}`).join(',\n  ')}`,
);

/** Looks for work. */
export interface Look {
  /** Never waits, and never looks twice at once: what a slow database keeps waiting is seen by the next look. */
  wake(): void;
  stop(): Promise<void>;
}

/** @param found is told each kind of work there may be. */
export function createLook(services: Services, found: (kind: LookedFor) => void): Look {
  let looking: Promise<void> | null = null;
  return {
    wake() {
      looking ??= whatWaits(services)
        .then((kinds) => kinds.forEach(found))
        .catch((err: unknown) => services.log.error({ err }, 'work could not be looked for'))
        .finally(() => {
          looking = null;
        });
    },
    stop: async () => looking ?? undefined,
  };
}
