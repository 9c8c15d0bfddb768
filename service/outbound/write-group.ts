import { CrmError, type WriteInput, type WriteResult } from '../connectors/connector.js';
import { holdPushes } from './claim-pushes.js';
import { LOST } from './outcomes.js';
import type { ReadyWrite, SendGroup, SettledPush } from './sender.js';
import { senderOf } from './senders.js';

/**
 * One write of everything that is ready. Those that may have arrived before are looked for first; what another worker
 * took over is left out.
 *
 * @throws CrmError about the whole write.
 */
export async function writeGroup(group: SendGroup, ready: ReadyWrite[]): Promise<SettledPush[]> {
  if (ready.length === 0) return [];
  const found = await lookForArrived(group, ready);
  group.stopping.throwIfAborted();
  const ours = await holdPushes(
    group.services.store,
    ready.map(({ push }) => push),
  );
  const writes = ready
    .filter(({ push }) => ours.has(push.id))
    .map((write) => ({ ...write, input: withFound(write.input, found.get(write.push.id)) }));
  const results = await write(group, writes);
  return ready.map((each) => {
    const one = writes.find(({ push }) => push.id === each.push.id);
    if (!one) return { push: each.push, outcome: LOST, write: null, result: null };
    return toSettled(group, one, results.get(each.push.id) ?? null, found.has(each.push.id));
  });
}

function withFound(input: WriteInput, remoteId: string | undefined): WriteInput {
  return remoteId === undefined ? input : { ...input, remoteId };
}

/** Remote ids of those whose earlier try arrived after all, by push. A change of a known record can be repeated. */
async function lookForArrived(
  { connector, session, object, stopping }: SendGroup,
  ready: readonly ReadyWrite[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { push, input } of ready) {
    if (push.state !== 'checking' || input.remoteId !== null) continue;
    stopping.throwIfAborted();
    const remoteId = await connector.findByKey(session, object, input);
    if (remoteId !== null) found.set(push.id, remoteId);
  }
  return found;
}

/** The CRM's answer to each write, by push. */
async function write(group: SendGroup, writes: readonly ReadyWrite[]): Promise<Map<string, WriteResult>> {
  const results = await send(group, writes);
  const gone = writes.filter((each) => {
    const result = results.get(each.push.id);
    return (
      each.anew !== undefined &&
      each.input.remoteId !== null &&
      result?.ok === false &&
      result.error.code === 'not_found'
    );
  });
  const anew = gone.map((each) => ({
    ...each,
    input: { ...each.input, remoteId: null, values: each.anew ?? each.input.values },
  }));
  for (const [id, result] of await send(group, anew)) results.set(id, result);
  return results;
}

async function send(group: SendGroup, writes: readonly ReadyWrite[]): Promise<Map<string, WriteResult>> {
  if (writes.length === 0) return new Map();
  const { connector, session, object } = group;
  try {
    const inputs = writes.map(({ input }) => input);
    const answers = await connector.write(session, object, inputs);
    return new Map(
      writes.flatMap(({ push }, i) => {
        const answer = answers[i];
        return answer ? [[push.id, answer] as const] : [];
      }),
    );
  } catch (error) {
    // Nobody foresaw it, so nobody knows how far it came.
    if (!(error instanceof CrmError)) for (const { push } of writes) push.state = 'checking';
    throw error;
  }
}

function toSettled(
  group: SendGroup,
  write: ReadyWrite,
  result: WriteResult | null,
  found: boolean,
): SettledPush {
  const { push } = write;
  const sender = senderOf(push);
  if (result?.ok) return { push, write, result, outcome: sender.outcomeOf(group, write, result, found) };
  const error = sender.refusalOf(group, write, result?.error ?? null);
  return { push, write: null, result: null, outcome: { state: 'failed', error } };
}
