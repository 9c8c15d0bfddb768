import { defaultRule, type MappingRow } from '../../shared/mapping.js';
import type { CheckedRow, Report } from './checked-row.js';

/** Tells of rules and conditions that decide nothing: what they say is not what happens. */
export function checkConditions(checked: CheckedRow, report: Report): void {
  checkRule(checked, report);
  checkWhen(checked, report);
  checkNeeded(checked, report);
}

/** A row that goes one way has nothing to decide. */
function checkRule({ row, label, provider }: CheckedRow, report: Report): void {
  const { rule, direction } = row;
  const expected = direction === 'from_crm' ? 'crm_only' : 'host_wins';
  if (rule === undefined || direction === 'both' || rule === expected) return;
  const effect =
    direction === 'from_crm'
      ? `is only read from ${provider}, never written`
      : `is only written to ${provider}, never read`;
  report('rule_unused', 'warning', `${label} ${effect}: its rule for conflicts has no effect.`);
}

function checkWhen(checked: CheckedRow, report: Report): void {
  const { row, label, names, reads, writes, provider } = checked;
  if (row.when === undefined) return;
  const say = (why: string) =>
    report('condition_unused', 'warning', `${label} ${why}: its condition has no effect. Take it off.`);
  if (names.length === 0) say('is left out');
  else if (isAlways(row)) {
    // The CRM's value is the same each time; only an empty field is another one.
    if (row.when === 'if_changed') say('always has the same value');
  } else if (row.when === 'if_changed') {
    if (!writes) say(`is only read from ${provider}, and “if changed” is about writing`);
    else if (reads && ruleOf(checked) === 'crm_only') say(`is written to ${provider} only with a new record`);
  }
}

const ruleOf = ({ row, object }: CheckedRow) => row.rule ?? defaultRule(object, row.field);

/** A required row of which nothing ever comes is an error: no record could be mapped. */
function checkNeeded({ row, label, names, provider }: CheckedRow, report: Report): void {
  if (row.required !== true) return;
  if (names.length === 0) {
    const message = `${label} is required and has no field in ${provider}. Choose one, or do not require it.`;
    report('required_missing', 'error', message);
  } else if (isNeverEmpty(row)) {
    const message = `${label} always has a value: requiring it has no effect.`;
    report('condition_unused', 'warning', message);
  }
}

const isAlways = ({ transforms }: MappingRow): boolean => transforms.some(({ name }) => name === 'constant');

const isNeverEmpty = ({ transforms }: MappingRow): boolean => {
  const last = transforms.at(-1);
  return (last?.name === 'default' || last?.name === 'constant') && last.value !== null && last.value !== '';
};
