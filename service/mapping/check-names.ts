import type { CheckContext, CheckedRow, Report } from './checked-row.js';
import { customName } from './field-types.js';

/** Checks that both sides have the fields a row names, and that the CRM lets the one it writes to be written. */
export function checkNames(checked: CheckedRow, context: CheckContext, report: Report): void {
  checkAppField(checked, context, report);
  const { label, names, crmFields, writes, provider } = checked;
  for (const name of names.filter((each) => context.crmFields?.has(each) === false)) {
    const severity = crmFields.length > 0 ? 'warning' : 'error';
    const effect = severity === 'error' ? 'Choose another field.' : 'The other fields of the row are used.';
    report('unknown_crm_field', severity, `${label}: ${provider} has no field “${name}”. ${effect}`, name);
  }
  const [target] = crmFields;
  if (writes && target?.read_only) {
    report(
      'read_only',
      'error',
      `${label}: ${provider} does not let “${target.label}” be changed. Read it only, or choose another field.`,
      target.name,
    );
  }
}

function checkAppField(
  { row, appField, object }: CheckedRow,
  { appFields }: CheckContext,
  report: Report,
): void {
  if (appField !== undefined) return;
  if (customName(row.field) === null) {
    report(
      'unknown_app_field',
      'error',
      `There is no field “${row.field}” in a ${object}. Own fields are named custom.<lower_case_name>.`,
    );
  } else if ([...appFields.values()].some(({ custom }) => custom)) {
    // The host may take it all the same; but where it says which fields it has, another one is likely misspelt.
    const message = `“${row.field}” is none of the fields that the app says it has. Check its name, or choose one of these.`;
    report('unknown_app_field', 'warning', message);
  }
}
