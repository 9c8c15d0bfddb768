import type { CrmField, FieldOption } from '../../shared/mapping.js';

/** The stages that a CRM's deals can stand in, those of one pipeline in its order. */
export interface DealStages {
  /** CRM fields of a deal. */
  field: string;
  pipelineField: string | null;
  stages: readonly FieldOption[];
  pipelines: readonly FieldOption[];
}

/** Reads the stages from the fields of deals. */
export function dealStagesOf(
  names: Pick<DealStages, 'field' | 'pipelineField'>,
  fields: readonly CrmField[],
): DealStages {
  const optionsOf = (name: string | null) => fields.find((field) => field.name === name)?.options ?? [];
  return { ...names, stages: optionsOf(names.field), pipelines: optionsOf(names.pipelineField) };
}

/** A stage by its value; of a pipeline where that is told and known. */
export function findStage(
  { stages }: DealStages,
  value: string,
  pipeline: string | null,
): FieldOption | undefined {
  return stages.find(
    (each) =>
      each.value === value &&
      (pipeline === null || each.pipeline === undefined || each.pipeline === pipeline),
  );
}

/** A name that speaks for itself, of stages about which the CRM tells nothing. */
const CLOSED_NAME = /closed|won|lost/i;

export function isClosed(stages: DealStages, value: string, pipeline: string | null): boolean {
  const known = findStage(stages, value, pipeline);
  return known?.closed ?? CLOSED_NAME.test(`${value} ${known?.label ?? ''}`);
}
