import type { PushNote } from '../../shared/push.js';
import type { RemoteValues } from '../connectors/connector.js';
import { type DealStages, findStage, isClosed } from '../mapping/deal-stages.js';
import type { StagePayload } from './push-payload.js';

export type StageDecision = 'move' | 'already_there' | 'other_pipeline' | PushNote['code'];

/** Whether a deal, as the CRM has it now, is moved to a stage. */
export function decideStage(
  values: RemoteValues,
  move: Pick<StagePayload, 'stage' | 'pipeline' | 'backwards'>,
  stages: DealStages,
): StageDecision {
  const { stage: at, pipeline } = standing(values, stages);
  // The same stage may stand in several pipelines: that of the deal's own is meant.
  const target =
    findStage(stages, move.stage, move.pipeline ?? pipeline) ?? findStage(stages, move.stage, null);
  const wanted = move.pipeline ?? target?.pipeline ?? null;
  const isElsewhere = wanted !== null && pipeline !== null && wanted !== pipeline;
  if (at === move.stage && !isElsewhere) return 'already_there';
  if (at !== null && isClosed(stages, at, pipeline)) return 'deal_closed';
  if (isElsewhere) return 'other_pipeline';
  const current = at === null ? undefined : findStage(stages, at, pipeline);
  const isFurtherOn =
    target !== undefined &&
    current !== undefined &&
    stages.stages.indexOf(current) > stages.stages.indexOf(target);
  return isFurtherOn && !move.backwards ? 'deal_further_on' : 'move';
}

/** Where a deal stands; null where the CRM has nothing. */
export function standing(
  values: RemoteValues,
  { field, pipelineField }: DealStages,
): { stage: string | null; pipeline: string | null } {
  return { stage: textOf(values[field]), pipeline: pipelineField && textOf(values[pipelineField]) };
}

function textOf(value: unknown): string | null {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : null;
}
