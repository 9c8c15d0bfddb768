import { CrmError, ReconnectNeeded } from '../../connectors/connector.js';
import { connectorFor } from '../../connectors/registry.js';
import { suspectFields } from '../../drift/suspect-fields.js';
import { backoffMs } from '../../outbound/backoff.js';
import { type GroupWork, takeGroups } from '../../outbound/take-groups.js';
import type { Services } from '../../services.js';
import { newRound } from '../../store/queries/next-lane.js';
import {
  type ClaimedEvent,
  claimEvents,
  type GivenBack,
  giveBackEvents,
  holdEvents,
} from '../../store/queries/webhook-events.js';
import { describeRunError } from '../describe-error.js';
import { StaleLease } from '../lease.js';
import { applyEvents } from './apply-events.js';

/** While a group is under way, the next one of that connection fills by itself. */
const MOST_OF_ONE = 1;
const MOST_TRIES = 5;
const BEAT_MS = 15_000;
/** A grant that is gone holds the connection back by itself; this only keeps a slow end of it from being asked at once. */
const AFTER_GRANT_MS = 30_000;

/** Events of webhooks as a lane takes them and works on them. */
export function createEventWork(services: Services): GroupWork<ClaimedEvent> {
  const round = newRound();
  return takeGroups({
    mostOfOne: MOST_OF_ONE,
    claim: (full) => claimEvents(services.store, services.workerId, round, full),
    work: (events, stopping) => workOn(services, events, stopping),
  });
}

/** Applies a group; whatever happens, its events are afterwards done, given back, or in another worker's hands. */
async function workOn(services: Services, events: ClaimedEvent[], stopping: AbortSignal): Promise<void> {
  const beat = setInterval(() => {
    // The lease outlives three; one that is lost shows when it is written.
    holdEvents(services.store, events).catch(() => undefined);
  }, BEAT_MS);
  try {
    await applyOrPart(services, events, stopping);
  } finally {
    clearInterval(beat);
  }
}

/** What may be the fault of one record is tried with the events of each alone. */
async function applyOrPart(services: Services, events: ClaimedEvent[], stopping: AbortSignal): Promise<void> {
  try {
    await applyEvents(services, events, stopping);
  } catch (error) {
    await suspectWhatWasAsked(services, events, error);
    const parts = byRecord(events);
    if (parts.length === 1 || stopping.aborted || isOfAll(error))
      return giveBack(services, events, error, stopping);
    for (const part of parts) await applyOrPart(services, part, stopping);
  }
}

/** A CRM may refuse to answer at all for one field that it no longer has: the next try goes without it. */
async function suspectWhatWasAsked(
  services: Services,
  [first]: readonly ClaimedEvent[],
  error: unknown,
): Promise<void> {
  if (!first || !(error instanceof CrmError) || error.kind !== 'validation') return;
  await suspectFields(services, { connectionId: first.connection_id, object: first.object });
}

function byRecord(events: readonly ClaimedEvent[]): ClaimedEvent[][] {
  const groups = new Map<string, ClaimedEvent[]>();
  for (const event of events) groups.set(event.remote_id, [...(groups.get(event.remote_id) ?? []), event]);
  return [...groups.values()];
}

/** What every other record would meet as well. */
function isOfAll(error: unknown): boolean {
  if (error instanceof StaleLease) return true;
  if (!(error instanceof CrmError)) return false;
  return ['rate_limit', 'authentication', 'unavailable', 'permission'].includes(error.kind);
}

async function giveBack(
  services: Services,
  events: ClaimedEvent[],
  error: unknown,
  stopping: AbortSignal,
): Promise<void> {
  const { store, metrics, log, clock } = services;
  const [{ provider, connection_id, object }] = events as [ClaimedEvent];
  const how =
    stopping.aborted || error instanceof StaleLease ? AS_IT_WAS : whatNext(error, events, clock.now());
  const told =
    how === AS_IT_WAS ? null : describeRunError(error, connectorFor(provider).label, how.nextTryAt);
  const failed = await giveBackEvents(store, events, { ...how, error: told, mostTries: MOST_TRIES });
  if (told === null) return;
  log.warn(
    { err: error, connection_id, object, events: events.length, failed },
    'webhooks could not be applied',
  );
  metrics.syncErrors.inc({ provider, object, code: told.code });
  if (failed > 0) metrics.webhookEvents.inc({ provider, outcome: 'failed' }, failed);
}

type Next = Pick<GivenBack, 'nextTryAt' | 'counts'>;

const AS_IT_WAS: Next = { nextTryAt: null, counts: false };

/** Being asked to wait and an ended grant are nobody's failure. */
function whatNext(error: unknown, events: readonly ClaimedEvent[], now: Date): Next {
  const after = (ms: number): Date => new Date(now.getTime() + ms);
  if (error instanceof CrmError && error.kind === 'rate_limit')
    return { nextTryAt: after(error.retryAfterMs ?? 10_000), counts: false };
  if (error instanceof ReconnectNeeded) return { nextTryAt: after(AFTER_GRANT_MS), counts: false };
  const tries = Math.max(...events.map((event) => event.tries)) + 1;
  return { nextTryAt: after(backoffMs(2 * tries)), counts: true };
}
