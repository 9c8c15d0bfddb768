import { ConnectionError, type Transaction } from 'sequelize';
import { CrmError } from '../connectors/connector.js';
import { withCorrelation } from '../log.js';
import { openSession } from '../oauth/open-session.js';
import { alertOfQuota } from '../observe/alert-of-quota.js';
import type { Services } from '../services.js';
import { type ClaimedPush, holdPushes } from './claim-pushes.js';
import { logFailures } from './log-failures.js';
import { failureOf, restState } from './outcomes.js';
import { retryDrifted } from './retry-drifted.js';
import { isReady, type ReadyWrite, type SendGroup, type SettledPush } from './sender.js';
import { bySender } from './senders.js';
import { settlePushes, stillOurs } from './settle-pushes.js';
import { stoppable } from './stoppable.js';
import { tellPushes } from './tell-pushes.js';
import { writeGroup } from './write-group.js';

/** A third of a push's lease. */
const BEAT_MS = 30_000;
/** Times that a group is settled anew because another worker took one of it over in the last moment. */
const MOST_SETTLINGS = 4;

/**
 * Sends claimed pushes of one connection and object, as one write where the CRM takes several, and writes what became of
 * each. Never throws for what a CRM does. Stopped before anything is written, it hands them back; a write under way is
 * waited for.
 */
export function sendGroup(services: Services, pushes: ClaimedPush[], stopping: AbortSignal): Promise<void> {
  // One request's pushes are told by its id; those of several stand beside it in the lines about each.
  return withCorrelation(pushes[0]?.correlation_id ?? '', async () => {
    const beat = setInterval(() => void holdPushes(services.store, pushes).catch(() => undefined), BEAT_MS);
    beat.unref();
    const work: Work = { services, stopping, group: null };
    let settled: SettledPush[];
    try {
      settled = await tryEach(work, pushes, (part) => send(work, part));
    } finally {
      clearInterval(beat);
    }
    await settle(work, await retryDrifted(services, settled));
  });
}

interface Work {
  services: Services;
  stopping: AbortSignal;
  /** Null until the CRM's door is open. */
  group: SendGroup | null;
}

/**
 * What became of pushes, also where the work throws. What may be the fault of one of them alone is tried with each
 * alone, so that it spoils nothing for the others.
 */
async function tryEach(
  { services, stopping }: Work,
  pushes: ClaimedPush[],
  work: (pushes: ClaimedPush[]) => Promise<SettledPush[]>,
): Promise<SettledPush[]> {
  try {
    return await work(pushes);
  } catch (error) {
    if (error === stopping.reason && stopping.aborted) return pushes.map(handBack(services));
    if (pushes.length > 1 && isMaybeOfOne(error)) {
      const settled: SettledPush[] = [];
      for (const push of pushes)
        settled.push(...(await tryEach({ services, stopping, group: null }, [push], work)));
      return settled;
    }
    return pushes.map((push) => {
      const outcome = failureOf(services.clock, push, error);
      const { id, attempts } = push;
      services.log.warn({ err: error, push_id: id, state: outcome.state, attempts }, 'push not sent');
      return { push, outcome, write: null, result: null };
    });
  }
}

function isMaybeOfOne(error: unknown): boolean {
  if (!(error instanceof CrmError)) return !(error instanceof ConnectionError);
  return !error.outcomeUnknown && ['validation', 'conflict', 'not_found'].includes(error.kind);
}

const handBack =
  (services: Services) =>
  (push: ClaimedPush): SettledPush => {
    services.log.info({ push_id: push.id }, 'push given back, the process stops');
    return { push, outcome: { state: restState(push), freeTry: true }, write: null, result: null };
  };

async function send(work: Work, pushes: ClaimedPush[]): Promise<SettledPush[]> {
  work.stopping.throwIfAborted();
  work.group ??= await openGroup(work, pushes);
  const { group } = work;
  const ready: ReadyWrite[] = [];
  const settled: SettledPush[] = [];
  for (const [sender, part] of bySender(pushes)) {
    const prepared = await sender.prepare(group, part);
    for (const push of part) {
      const one = prepared.get(push.id);
      if (!one) throw new Error(`push ${push.id} was not prepared`);
      if (isReady(one)) ready.push(one);
      else settled.push({ push, outcome: one, write: null, result: null });
    }
  }
  const byPush = new Map(ready.map((write) => [write.push.id, write]));
  const written = await tryEach(
    work,
    ready.map(({ push }) => push),
    (part) =>
      writeGroup(
        group,
        part.flatMap((push) => byPush.get(push.id) ?? []),
      ),
  );
  return [...settled, ...written];
}

async function openGroup({ services, stopping }: Work, pushes: ClaimedPush[]): Promise<SendGroup> {
  const [first] = pushes;
  if (!first) throw new Error('a group without pushes');
  const opened = await openSession(services, first.connection_id, 'interactive');
  const session = stoppable(opened.session, stopping);
  const group = { ...opened, services, session, object: first.object, stopping };
  await prepareWrites(group);
  return group;
}

/** Once per connection: sees to it that the CRM can keep our write keys. */
async function prepareWrites({ services, connector, session, connection }: SendGroup): Promise<void> {
  if (connection.metadata['writes_prepared'] === true) return;
  const prepared = { ...(await connector.prepareWrites(session)), writes_prepared: true };
  session.metadata = { ...session.metadata, ...prepared };
  await services.store.sequelize.query(
    'UPDATE crm_connections SET metadata = metadata || $3::jsonb WHERE id = $1 AND account_id = $2',
    { bind: [connection.id, connection.accountId, JSON.stringify(prepared)] },
  );
}

/** Another worker took one of a group over while it was being settled. */
class Overtaken extends Error {}

async function settle(work: Work, settled: SettledPush[]): Promise<void> {
  const { services } = work;
  const outcomes = new Map(settled.map((each) => [each.push.id, each.outcome]));
  const done = await settleAll(work, settled);
  for (const { push } of settled) {
    const about = { push_id: push.id, push_correlation_id: push.correlation_id };
    if (done.has(push.id))
      services.log.info({ ...about, state: outcomes.get(push.id)?.state }, 'push settled');
    else services.log.info(about, 'push left to its new owner');
  }
}

async function settleAll(work: Work, settled: SettledPush[]): Promise<Set<string>> {
  for (let settling = 1; ; settling += 1) {
    try {
      return await work.services.store.transaction((transaction) => settleOnce(work, settled, transaction));
    } catch (error) {
      if (settling < MOST_SETTLINGS && isPassing(error)) continue;
      if (settled.length === 1 || error instanceof ConnectionError) throw error;
      // One that cannot be kept must not keep the others, which were sent, from being settled.
      work.services.log.error({ err: error }, 'pushes could not be settled together');
      const done = new Set<string>();
      for (const one of settled) for (const id of await settleAlone(work, one)) done.add(id);
      return done;
    }
  }
}

async function settleAlone(work: Work, one: SettledPush): Promise<Set<string>> {
  try {
    return await settleAll(work, [one]);
  } catch (error) {
    if (error instanceof ConnectionError) throw error;
    // It comes back when its lease is over, and is looked for then.
    work.services.log.error({ err: error, push_id: one.push.id }, 'push could not be settled');
    return new Set();
  }
}

const DEADLOCK = '40P01';

function isPassing(error: unknown): boolean {
  if (error instanceof Overtaken) return true;
  const parent = error instanceof Error && 'parent' in error ? error.parent : null;
  return parent instanceof Error && 'code' in parent && parent.code === DEADLOCK;
}

/** Until when the CRM of these pushes asked us to wait, at the latest; null where it did not. */
function longestWait(settled: readonly SettledPush[]): { connectionId: string; until: Date } | null {
  const waits = settled.flatMap(({ push, outcome: { limited, nextTryAt } }) =>
    limited && nextTryAt ? [{ connectionId: push.connection_id, until: nextTryAt }] : [],
  );
  return waits.sort((a, b) => b.until.getTime() - a.until.getTime())[0] ?? null;
}

/** Records and links come before the pushes themselves: every transaction takes its locks in that order. */
async function settleOnce(
  { services, group }: Work,
  settled: SettledPush[],
  transaction: Transaction,
): Promise<Set<string>> {
  const ours = await stillOurs(
    services.store,
    settled.map(({ push }) => push),
    transaction,
  );
  const mine = settled.filter(({ push }) => ours.has(push.id));
  const accepted = mine.filter(
    ({ outcome }) => outcome.state === 'sent' || outcome.state === 'already_there',
  );
  if (group)
    for (const [sender, part] of bySender(accepted.map(({ push }) => push))) {
      const ids = new Set(part.map(({ id }) => id));
      const kept = accepted.filter(({ push }) => ids.has(push.id));
      await sender.keep(group, kept, transaction);
    }
  const done = await settlePushes(services.store, mine, transaction);
  if (done.size < mine.length) throw new Overtaken('a push was taken over');
  await tellPushes(services.store, mine, done, transaction);
  await logFailures(mine, transaction);
  const wait = longestWait(mine);
  if (wait) await alertOfQuota(services, wait.connectionId, wait.until, transaction);
  return new Set(done.keys());
}
