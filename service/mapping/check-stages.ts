import type { StageMove } from '../../shared/mapping.js';
import type { ObjectName } from '../../shared/records.js';
import type { CheckedRow, Report } from './checked-row.js';
import { type DealStages, findStage } from './deal-stages.js';

/**
 * Checks where outcomes move deals: each outcome must be one that is written, since nobody would find out that a
 * misspelt one never moves anything, and each stage one that deals have.
 *
 * @param stages null: not known now, and so not checked.
 */
export function checkStages(
  object: ObjectName,
  checked: CheckedRow,
  stages: DealStages | null,
  report: Report,
): void {
  const { row, label } = checked;
  if (row.stages === undefined) return;
  if (object !== 'activity' || row.field !== 'outcome') {
    report('stages_misplaced', 'error', `${label}: only the outcome of a call moves deals.`);
    return;
  }
  for (const [outcome, move] of Object.entries(row.stages)) {
    if (!isWritten(checked, outcome))
      report(
        'unknown_outcome',
        'error',
        `${label} has no choice “${outcome}”. Pair it, so that it can move deals.`,
        undefined,
        outcome,
      );
    const message = stages && stageFault(move, stages, checked.provider);
    if (message) report('unknown_stage', 'error', `“${outcome}”: ${message}`, undefined, outcome);
  }
}

/** An outcome that no pair names is only written where the row keeps such values. */
function isWritten({ row: { picklist } }: CheckedRow, outcome: string): boolean {
  if (picklist === undefined || picklist.other === 'keep') return true;
  return picklist.values.some(({ app }) => app === outcome);
}

function stageFault({ stage, pipeline }: StageMove, stages: DealStages, provider: string): string | null {
  const named = pipeline === undefined ? undefined : stages.pipelines.find(({ value }) => value === pipeline);
  if (pipeline !== undefined && !named) return `${provider} has no pipeline “${pipeline}” of deals.`;
  if (findStage(stages, stage, pipeline ?? null)) return null;
  return named
    ? `“${named.label}” in ${provider} has no stage “${stage}”.`
    : `deals in ${provider} have no stage “${stage}”.`;
}
