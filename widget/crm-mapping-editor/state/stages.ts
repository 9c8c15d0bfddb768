import type { CrmField, FieldOption, MappingRow, StageMove } from '../../../shared/mapping.js';
import type { AppField } from '../../../shared/records.js';
import { alternatesOf } from './alternates.js';
import { findRow, type Rows } from './edits.js';

/** What deals of this CRM can be moved to; stages of one pipeline come in its order. */
export interface Stages {
  stages: readonly FieldOption[];
  pipelines: readonly FieldOption[];
}

export type StagesKnown = { is: 'loading' } | { is: 'failed'; retry(): void } | ({ is: 'known' } & Stages);

/** Only stages know what is closed, or where they stand. */
const isStage = ({ closed, pipeline }: FieldOption): boolean =>
  closed !== undefined || pipeline !== undefined;

/**
 * Reads the stages from the fields of deals: options that say so themselves, else those of the field that deals' stage
 * is matched with.
 */
export function stagesOf(dealFields: readonly CrmField[], dealRows: Rows): Stages {
  const matched = (field: string) => {
    const [name] = alternatesOf(findRow(dealRows, field)?.crm ?? null);
    return dealFields.find((each) => each.name === name)?.options ?? [];
  };
  const telling = dealFields.find(({ options }) => options.some(isStage))?.options;
  const stages = telling ?? matched('stage');
  const used = new Set(stages.map(({ pipeline }) => pipeline));
  const holdsThem = ({ options }: CrmField) =>
    options.length > 0 && options.every(({ value }) => used.has(value));
  const known = matched('pipeline');
  return { stages, pipelines: known.length ? known : (dealFields.find(holdsThem)?.options ?? []) };
}

/** Results a call may end with: known ones, paired ones, and those that move deals already. */
export function outcomesOf(row: MappingRow, app: AppField | null): string[] {
  const paired = row.picklist?.values.map((pair) => pair.app) ?? [];
  return [...new Set([...(app?.options ?? []), ...paired, ...Object.keys(row.stages ?? {})])];
}

/** A stage among those of all pipelines. */
export const stageKey = ({ stage, pipeline }: StageMove): string => `${pipeline ?? ''}\n${stage}`;

/** The stage a move goes to; one that names no pipeline goes to the first stage of that value. */
export const findStage = ({ stages }: Stages, move: StageMove): FieldOption | undefined =>
  stages.find(
    ({ value, pipeline }) =>
      value === move.stage && (!move.pipeline || !pipeline || pipeline === move.pipeline),
  );

/** The move to a stage; it names the pipeline where there are several. */
export function moveTo(
  { pipelines }: Stages,
  { value, pipeline }: FieldOption,
  before?: StageMove,
): StageMove {
  return {
    stage: value,
    ...(pipeline && pipelines.length > 1 && { pipeline }),
    ...(before?.backwards && { backwards: true }),
  };
}

/** The row's moves with that of one outcome; null takes it away. Null: none is left. */
export function withMove(
  row: MappingRow,
  outcome: string,
  move: StageMove | null,
): Record<string, StageMove> | null {
  const moves = new Map(Object.entries(row.stages ?? {}));
  if (move) moves.set(outcome, move);
  else moves.delete(outcome);
  return moves.size ? Object.fromEntries(moves) : null;
}
