import type { CheckedRow, Report } from './check-mapping.js';

/** Text fields whose values are the CRM's own ids, as an open list of choices is. */
const HOLDS_CRM_IDS: ReadonlySet<string> = new Set(['owner']);

/** Checks choices: those a picklist names must exist, and fields that take only a list of values need them paired. */
export function checkChoices(checked: CheckedRow, report: Report): void {
  if (checked.names.length === 0) return;
  if (checked.row.picklist !== undefined) checkPicklist(checked, report);
  else if (checked.row.transforms.length === 0) checkUnpaired(checked, report);
}

function checkPicklist({ row, label, appField, crmFields, provider }: CheckedRow, report: Report): void {
  const known = new Set(crmFields.flatMap(({ options }) => options.map(({ value }) => value)));
  const [field] = crmFields;
  for (const { app, crm } of row.picklist?.values ?? []) {
    if (field !== undefined && known.size > 0 && !known.has(crm)) {
      const message = `${label}: “${field.label}” in ${provider} has no choice “${crm}”.`;
      report('unknown_option', 'error', message, field.name);
    }
    if (appField?.options !== undefined && !appField.options.includes(app)) {
      report('unknown_option', 'error', `${label} has no choice “${app}”.`);
    }
  }
}

/** Without pairs each side's choices must be the other's; where that is not known, they are only likely to fail. */
function checkUnpaired(
  { label, appField, crmFields, reads, writes, provider }: CheckedRow,
  report: Report,
): void {
  const [field] = crmFields;
  if (appField === undefined || field === undefined) return;
  const options = field.options.map(({ value }) => value);
  const own = appField.options;
  if (reads && own !== undefined && !(options.length > 0 && options.every((value) => own.includes(value)))) {
    const message = `${label} takes only ${own.join(', ')}. Pair them with the choices of “${field.label}”.`;
    report('unknown_option', 'warning', message, field.name);
    return;
  }
  if (!writes || field.type !== 'enum') return;
  const isOpenChoice = own === undefined && (appField.type === 'enum' || HOLDS_CRM_IDS.has(appField.name));
  const isCovered = own?.every((value) => options.includes(value)) ?? isOpenChoice;
  if (!isCovered) {
    const message = `${label}: “${field.label}” in ${provider} takes only its own choices. Pair them.`;
    report('unknown_option', 'warning', message, field.name);
  }
}
