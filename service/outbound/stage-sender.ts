import type { FieldOption } from '../../shared/mapping.js';
import type { PushError } from '../../shared/push.js';
import type { RemoteRecord } from '../connectors/connector.js';
import { findStage } from '../mapping/deal-stages.js';
import type { ClaimedPush } from './claim-pushes.js';
import { decideStage, type StageDecision, standing } from './decide-stage.js';
import { failureOf, PushRefused, restState } from './outcomes.js';
import type { StagePayload } from './push-payload.js';
import type { ReadyWrite, Sender, SendGroup } from './sender.js';
import type { PushOutcome } from './settle-pushes.js';
import { readDeals, type StageContext, type StageKnowledge } from './stage-fresh.js';
import { keepStages } from './stage-keep.js';

type StagePush = ClaimedPush & { payload: StagePayload };

/** Moves deals to the stages that outcomes of calls ask for. Each deal is looked at first, and left alone where it shall be. */
export const stageSender: Sender<StageContext> = {
  async prepare(group, pushes) {
    const moves = pushes as StagePush[];
    const known = await readDeals(
      group,
      moves.map(({ payload }) => payload.deal_remote_id),
    );
    const taken = new Set<string>();
    return new Map(
      moves.map((push) => {
        const prepared = prepareMove(group, push, known, taken);
        const isRefused = prepared instanceof PushRefused;
        return [push.id, isRefused ? failureOf(group.services.clock, push, prepared) : prepared];
      }),
    );
  },

  outcomeOf: (group, _write, { remoteId }) => ({ state: 'sent', sent: true, ...told(group, remoteId) }),

  refusalOf({ connector }, { push, context, input }, fault) {
    if (fault?.code === 'not_found') return gone(connector.label, input.remoteId ?? '').pushError;
    const { payload } = push as StagePush;
    return {
      code: fault?.code ?? 'crm_rejected',
      message: fault?.message ?? 'The CRM refused the stage.',
      field: !fault?.field || fault.field === context.stages.field ? 'stage' : fault.field,
      value: fault?.value ?? payload.stage,
      vendor_code: fault?.vendorCode ?? null,
    } satisfies PushError;
  },

  keep: (group, settled, transaction) => keepStages(group, settled, transaction),
};

function prepareMove(
  group: SendGroup,
  push: StagePush,
  { records, ...context }: StageKnowledge,
  taken: Set<string>,
): ReadyWrite<StageContext> | PushOutcome | PushRefused {
  const { payload } = push;
  const record = records.get(payload.deal_remote_id);
  if (!record) return gone(group.connector.label, payload.deal_remote_id);
  // Two that meet in one deal, since two were merged: the later one looks again at what the first made of it.
  if (taken.has(record.remoteId))
    return { state: restState(push), freeTry: true, error: null, nextTryAt: group.services.clock.now() };
  const decision = decideStage(record.values, payload, context.stages);
  if (decision !== 'move') return leave(group, decision, payload, record, context);
  taken.add(record.remoteId);
  const values = { [context.stages.field]: payload.stage };
  const input = { key: push.write_key, remoteId: record.remoteId, values, associations: [] };
  return { push, input, context: { ...context, record } };
}

/** What becomes of a move that writes nothing. */
function leave(
  group: SendGroup,
  decision: Exclude<StageDecision, 'move'>,
  payload: StagePayload,
  { remoteId, values }: RemoteRecord,
  { stages }: Omit<StageContext, 'record'>,
): PushOutcome | PushRefused {
  const { stage, pipeline } = standing(values, stages);
  const at = nameOf(stage === null ? undefined : findStage(stages, stage, pipeline), stage);
  const done = { state: 'already_there', ...told(group, remoteId) } as const;
  switch (decision) {
    case 'already_there':
      return done;
    case 'deal_closed':
      return { ...done, note: { code: decision, message: `The deal is closed (${at}): it was not moved.` } };
    case 'deal_further_on':
      return {
        ...done,
        note: { code: decision, message: `The deal has come to ${at}: it was not moved back.` },
      };
    case 'other_pipeline': {
      const inUse = stages.pipelines.find(({ value }) => value === pipeline);
      const wanted = `${payload.label ?? payload.stage}`;
      const message = `The deal is in the pipeline ${nameOf(inUse, pipeline)}, which has no stage “${wanted}”.`;
      return new PushRefused('deal_in_other_pipeline', message, 'pipeline', pipeline);
    }
  }
}

const nameOf = (option: FieldOption | undefined, value: string | null): string =>
  `“${option?.label ?? value ?? ''}”`;

function told({ connector, session }: SendGroup, remoteId: string): Omit<PushOutcome, 'state'> {
  return {
    error: null,
    remoteId,
    remoteUrl: connector.recordUrl(session.accountId, session.metadata, 'deal', remoteId),
    associations: { deal: remoteId },
  };
}

const gone = (label: string, remoteId: string): PushRefused =>
  new PushRefused('record_gone_in_crm', `${label} no longer has this deal.`, 'deal_id', remoteId);
