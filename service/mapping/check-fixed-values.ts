import type { FieldValue } from '../../shared/records.js';
import type { CheckedRow, Report } from './checked-row.js';
import { Fault } from './conversion.js';
import { fitApp, fitCrm, isRef } from './field-types.js';

/**
 * Checks values that a mapping holds itself, of the steps `default`, `constant` and `lookup`: as the last step they are
 * ours, as the first one the CRM's. What goes through other steps first shows in a preview.
 */
export function checkFixedValues(checked: CheckedRow, report: Report): void {
  const { row, reads, writes } = checked;
  const first = row.transforms[0];
  const last = row.transforms.at(-1);
  if (reads) for (const value of valuesOf(last, 'to')) checkOurs(value, checked, report);
  if (writes && row.picklist === undefined)
    for (const value of valuesOf(first, 'from')) checkTheirs(value, checked, report);
}

function valuesOf(
  step: CheckedRow['row']['transforms'][number] | undefined,
  side: 'from' | 'to',
): FieldValue[] {
  if (step?.name === 'default' || step?.name === 'constant') return step.value === null ? [] : [step.value];
  if (step?.name !== 'lookup' || !Array.isArray(step.table)) return [];
  return [...new Set(step.table.map((line) => line[side]))];
}

function checkOurs(value: FieldValue, { label, appField }: CheckedRow, report: Report): void {
  if (appField === undefined || isRef(appField)) return;
  const fitted = fitApp(appField)(value);
  if (!(fitted instanceof Fault)) return;
  if (appField.options !== undefined)
    report('unknown_option', 'error', `${label} has no choice “${shown(value)}”. Give one that it has.`);
  else report('type_clash', 'error', `${label}: “${shown(value)}” ${fitted.message} Give another value.`);
}

function checkTheirs(value: FieldValue, { label, crmFields, provider }: CheckedRow, report: Report): void {
  const [field] = crmFields;
  if (field === undefined) return;
  const options = new Set(field.options.map((option) => option.value));
  const values = Array.isArray(value) ? value : [String(value)];
  const isOther = field.type === 'enum' && options.size > 0 && values.some((each) => !options.has(each));
  if (isOther) {
    const message = `${label}: “${field.label}” in ${provider} has no choice “${shown(value)}”. Give one that it has.`;
    report('unknown_option', 'error', message, field.name);
    return;
  }
  const fitted = fitCrm(field.type)(value, {});
  if (!(fitted instanceof Fault)) return;
  const message = `${label}: “${shown(value)}” for “${field.label}” in ${provider} ${fitted.message} Give another value.`;
  report('type_clash', 'error', message, field.name);
}

const shown = (value: FieldValue): string => String(value).slice(0, 60);
