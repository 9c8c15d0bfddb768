import type { Transaction } from 'sequelize';
import type { RemoteRecord } from '../../connectors/connector.js';
import { suspectFields } from '../../drift/suspect-fields.js';
import { lacksFields } from '../../fields/lacks-fields.js';
import { loadMapping } from '../../fields/load-mapping.js';
import { mapPage } from '../../fields/map-page.js';
import { openSession } from '../../oauth/open-session.js';
import { stoppable } from '../../outbound/stoppable.js';
import type { Services } from '../../services.js';
import { findSuspects, findUnsettled, suspect } from '../../store/queries/gone-records.js';
import { settleRefs } from '../../store/queries/open-refs.js';
import { type ClaimedEvent, endEvents, lockEvents } from '../../store/queries/webhook-events.js';
import { goneOf } from '../deletions/proof.js';
import { ownerOf, readFromCrm, settleGone, write } from '../deletions/settle-gone.js';
import { StaleLease } from '../lease.js';
import type { Keeper } from '../pull.js';
import { mergesOf, storeRecords } from '../store-records.js';

/**
 * Reads the records that events of one connection and object tell of, each once and as they are now, and stores them as a
 * pull would. So it does not matter in which order events came, how often, or what they say. Events are done in the
 * transaction that stores what they told of.
 *
 * @throws StaleLease; CrmError of the reading.
 */
export async function applyEvents(
  services: Services,
  events: readonly ClaimedEvent[],
  stopping: AbortSignal,
): Promise<void> {
  let open = events;
  const fence = async (transaction: Transaction): Promise<void> => {
    if (!(await lockEvents(services.store, open, transaction)))
      throw new StaleLease('the events are no longer ours');
  };
  let keeper = await openKeeper(services, events, stopping, fence);
  const asked = await readFromCrm(keeper, idsOf(events));
  if (lacksFields(keeper.mapping, asked.found) && (await suspectFields(services, keeper)))
    keeper = await openKeeper(services, events, stopping, fence);
  const { changed, late } = await storeFound(keeper, events, asked);
  open = late;
  if (late.length > 0) {
    await settleGone(keeper);
    await write(keeper, (transaction) => endEvents(services.store, late, transaction));
  }
  observe(services, events);
  if (changed > 0) await settleRefs(services.store, keeper.connectionId);
}

const namedBy = ({ remote_id, also_ids }: ClaimedEvent): string[] => [remote_id, ...also_ids];

const idsOf = (events: readonly ClaimedEvent[]): string[] => [...new Set(events.flatMap(namedBy))];

async function openKeeper(
  services: Services,
  events: readonly ClaimedEvent[],
  stopping: AbortSignal,
  fence: Keeper['fence'],
): Promise<Keeper> {
  const [{ connection_id: connectionId, object }] = events as [ClaimedEvent];
  const opened = await openSession(services, connectionId);
  const open = { ...opened, session: stoppable(opened.session, stopping) };
  const { connector, session, connection } = open;
  const mapping = await loadMapping(services, open, object);
  return {
    ...{ services, connector, session, mapping, object, connectionId, fence },
    ...{ workspaceId: connection.workspaceId, runId: null, signal: stopping },
  };
}

/**
 * Stores what was found, and suspects what we hold and the CRM does not have to be gone.
 *
 * @returns events that are done only when such a suspicion is settled; all others are.
 */
async function storeFound(
  keeper: Keeper,
  events: readonly ClaimedEvent[],
  { found, hidden }: { found: readonly RemoteRecord[]; hidden: readonly string[] },
): Promise<{ changed: number; late: ClaimedEvent[] }> {
  const { services, connector, object, mapping } = keeper;
  const live = found.filter(({ archived }) => !archived);
  const records = { rows: mapPage(mapping, live), merges: mergesOf(live) };
  const missing = goneOf(idsOf(events), found).filter((id) => !hidden.includes(id));
  const { counts, late } = await write(keeper, async (transaction) => {
    const counts = await storeRecords(keeper, records, transaction);
    const unsettled = new Set(await suspectMissing(keeper, events, missing, transaction));
    const isLate = (event: ClaimedEvent): boolean => namedBy(event).some((id) => unsettled.has(id));
    const settled = events.filter((event) => !isLate(event));
    await endEvents(services.store, settled, transaction);
    return { counts, late: events.filter(isLate) };
  });
  const { entitiesSynced } = services.metrics;
  entitiesSynced.inc({ provider: connector.id, object, change: 'created' }, counts.created);
  entitiesSynced.inc({ provider: connector.id, object, change: 'updated' }, counts.updated);
  return { changed: counts.created + counts.updated, late };
}

/** @returns those whose suspicion is to be settled, an earlier one too. What we do not hold cannot be gone. */
async function suspectMissing(
  keeper: Keeper,
  events: readonly ClaimedEvent[],
  missing: readonly string[],
  transaction: Transaction,
): Promise<string[]> {
  if (missing.length === 0) return [];
  const { store } = keeper.services;
  const owner = ownerOf(keeper);
  const deleted = missing.map((remoteId) => ({ remoteId, at: latestOf(events, remoteId) }));
  const suspects = await findSuspects(store, owner, deleted, transaction);
  if (suspects.length > 0) await suspect(store, owner, suspects, transaction);
  return findUnsettled(store, owner, missing, transaction);
}

function latestOf(events: readonly ClaimedEvent[], remoteId: string): Date | null {
  const times = events.flatMap((event) =>
    event.occurred_at && namedBy(event).includes(remoteId) ? [event.occurred_at.getTime()] : [],
  );
  return times.length === 0 ? null : new Date(Math.max(...times));
}

function observe({ clock, metrics }: Services, events: readonly ClaimedEvent[]): void {
  const now = clock.now().getTime();
  for (const { provider, received_at } of events)
    metrics.webhookLatency.observe({ provider }, Math.max(0, now - received_at.getTime()) / 1_000);
  metrics.webhookEvents.inc({ provider: events[0]?.provider ?? '', outcome: 'done' }, events.length);
}
