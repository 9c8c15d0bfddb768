import type { Transaction } from 'sequelize';
import type { PushError } from '../../shared/push.js';
import { CrmError, type WriteFault } from '../connectors/connector.js';
import { loadMapping } from '../fields/load-mapping.js';
import { readDealStages } from '../fields/read-deal-stages.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import type { DealStages } from '../mapping/deal-stages.js';
import { readWrittenBefore, toCallValues, type WrittenBefore } from './call-values.js';
import { enqueueStages, type StageRequest, toStageRequest } from './enqueue-stages.js';
import { linkRecords, remoteIdsOf } from './links.js';
import { mirrorWrites } from './mirror-writes.js';
import { failureOf, PushRefused } from './outcomes.js';
import { type CallPush, resolveTargets, type Targets } from './resolve-targets.js';
import type { ReadyWrite, Sender, SendGroup, SettledPush } from './sender.js';
import type { PushOutcome } from './settle-pushes.js';

interface CallContext {
  targets: Targets;
  activity: CompiledMapping;
  contact: CompiledMapping;
  /** Null: not needed, or this account does not let us read its deals. */
  stages: DealStages | null;
}

type CallWrite = ReadyWrite<CallContext> & { push: CallPush };

/** Sends calls and other activities, logged on their contact, company and deal. */
export const callSender: Sender<CallContext> = {
  async prepare(group, pushes) {
    const calls = pushes as CallPush[];
    const contact = await loadMapping(group.services, group, 'contact');
    const activity = await loadMapping(group.services, group, 'activity');
    const stages = needsStages(calls, activity) ? await readStages(group) : null;
    const options = { contactMapping: contact, stages };
    const targets = await resolveTargets(group, calls, options);
    // An activity that was settled before is changed.
    const linked = await remoteIdsOf(group, calls);
    const before = await readWrittenBefore(group, activity, calls, linked);
    return new Map(
      calls.map((push) => {
        const found = targets.get(push.id);
        const prepared =
          found && 'contact' in found
            ? toWrite(
                group,
                push,
                linked.get(push.local_id) ?? null,
                { targets: found, activity, contact, stages },
                before,
              )
            : (found as PushRefused | PushOutcome);
        return [push.id, prepared instanceof PushRefused ? refused(group, push, prepared) : prepared];
      }),
    );
  },

  outcomeOf({ connector, session }, { context: { targets } }, result, found) {
    return {
      state: found ? 'already_there' : 'sent',
      error: null,
      sent: true,
      remoteId: result.remoteId,
      remoteUrl: connector.recordUrl(session.accountId, session.metadata, 'activity', result.remoteId),
      contactName: targets.contactName,
      associations: { contact: targets.contact, company: targets.company, deal: targets.deal },
    };
  },

  refusalOf: (_group, write, fault) => tellRefusal(write as CallWrite, fault),

  keep: (group, settled, transaction) => keepCalls(group, settled, transaction),
};

/** To find the one deal that is open, or to name a stage. */
const needsStages = (calls: readonly CallPush[], activity: CompiledMapping): boolean =>
  activity.stages.size > 0 || calls.some(({ payload }) => payload.deal === undefined);

async function readStages(group: SendGroup): Promise<DealStages | null> {
  try {
    return await readDealStages(group.services, group);
  } catch (error) {
    if (error instanceof CrmError && error.kind === 'permission') return null;
    throw error;
  }
}

const refused = ({ services }: SendGroup, push: CallPush, error: PushRefused): PushOutcome =>
  failureOf(services.clock, push, error);

function toWrite(
  { connector }: SendGroup,
  push: CallPush,
  remoteId: string | null,
  context: CallContext,
  before: WrittenBefore,
): CallWrite | PushRefused {
  const held = remoteId === null ? null : (before.held.get(remoteId) ?? null);
  const given = before.given.get(push.local_id) ?? null;
  const values = toCallValues(connector.label, context.activity, push.payload.call, { held, given });
  if (values instanceof PushRefused) return values;
  const associations = (['contact', 'company', 'deal'] as const).flatMap((object) => {
    const target = context.targets[object];
    return target === null ? [] : [{ object, remoteId: target }];
  });
  // Somebody may have deleted it in the CRM: the call is logged anew then.
  const input = { key: push.write_key, remoteId, values: values.written, associations };
  return { push, context, anew: values.whole, input };
}

/** The CRM refused the activity itself. */
function tellRefusal({ push, context }: CallWrite, fault: WriteFault | null): PushError {
  const row = [...context.activity.rows.values()].find(({ target }) => target === fault?.field);
  const { call } = push.payload;
  const value = row ? call[row.field as keyof typeof call] : undefined;
  return {
    code: fault?.code ?? 'crm_rejected',
    message: fault?.message ?? 'The CRM refused the call.',
    field: row?.field ?? fault?.field ?? null,
    value: value === undefined ? (fault?.value ?? null) : String(value),
    vendor_code: fault?.vendorCode ?? null,
  };
}

/**
 * The copy shows at once what was written, and so the echo of the next pull changes nothing. The activities bear the
 * host's ids from now on, also where a pull was faster and gave them others.
 */
async function keepCalls(
  group: SendGroup,
  settled: SettledPush<CallContext>[],
  transaction: Transaction,
): Promise<void> {
  const written = settled.flatMap(({ write, result }) => (write && result ? [{ write, result }] : []));
  const [first] = written;
  if (!first) return;
  const { contact, activity } = first.write.context;
  const made = written.flatMap(({ write }) => write.context.targets.made ?? []);
  await mirrorWrites(group, 'contact', contact, made, transaction);
  const calls = written.map(({ write, result }) => ({
    ...result,
    refs: { ...refsOf(write.context.targets), ...result.written?.refs },
  }));
  await mirrorWrites(group, 'activity', activity, calls, transaction);
  const links = written.map(({ write, result }) => ({
    localId: write.push.local_id,
    remoteId: result.remoteId,
  }));
  await linkRecords(group, links, transaction);
  const moves = written.flatMap(({ write }) => moveOf(write as CallWrite) ?? []);
  await enqueueStages(group, moves, transaction);
}

/** Where the call's outcome moves the deal it is logged on; null where the mapping says nothing of it. */
function moveOf({ push, context: { activity, stages, targets } }: CallWrite): StageRequest | null {
  const { outcome } = push.payload.call;
  const move = outcome === undefined ? undefined : activity.stages.get(outcome);
  if (outcome === undefined || move === undefined || targets.deal === null) return null;
  return toStageRequest(push, outcome, targets.deal, move, stages);
}

function refsOf({ contact, company, deal }: Targets): Record<string, string[]> {
  return {
    contact_id: [contact],
    ...(company === null ? {} : { company_id: [company] }),
    ...(deal === null ? {} : { deal_id: [deal] }),
  };
}
