import type { CheckedRow, Report } from './checked-row.js';

/** Text fields whose values are the CRM's own ids, as an open list of choices is. */
const HOLDS_CRM_IDS: ReadonlySet<string> = new Set(['owner']);

/** Checks choices: those a picklist names must exist, and fields that take only a list of values need them paired. */
export function checkChoices(checked: CheckedRow, report: Report): void {
  if (checked.names.length === 0) return;
  if (checked.row.picklist !== undefined) checkPicklist(checked, report);
  else if (checked.row.transforms.length === 0) checkUnpaired(checked, report);
}

function checkPicklist(checked: CheckedRow, report: Report): void {
  const { row, reads, writes } = checked;
  const isOurs = ourChoices(checked, report);
  const isTheirs = theirChoices(checked, report);
  for (const { app, crm } of row.picklist?.values ?? []) {
    isTheirs(crm);
    isOurs(app);
  }
  if (row.picklist?.other !== 'default') return;
  const { default_app, default_crm } = row.picklist;
  if (reads) checkCatchAll(default_app, 'here', isOurs, checked, report);
  if (writes) checkCatchAll(default_crm, `in ${checked.provider}`, isTheirs, checked, report);
}

/** All other choices become one value: it must be told, and be there. */
function checkCatchAll(
  value: string | undefined,
  where: string,
  check: (value: string) => void,
  { label }: CheckedRow,
  report: Report,
): void {
  if (value !== undefined) {
    check(value);
    return;
  }
  const message = `${label}: say what a value without a pair becomes ${where}, or do something else with such values.`;
  report('unknown_option', 'error', message);
}

function theirChoices({ label, crmFields, provider }: CheckedRow, report: Report): (crm: string) => void {
  const known = new Set(crmFields.flatMap(({ options }) => options.map(({ value }) => value)));
  const [field] = crmFields;
  return (crm) => {
    if (field === undefined || known.size === 0 || known.has(crm)) return;
    const message = `${label}: “${field.label}” in ${provider} has no choice “${crm}”. Pair another one.`;
    report('unknown_option', 'error', message, field.name);
  };
}

function ourChoices({ label, appField }: CheckedRow, report: Report): (app: string) => void {
  return (app) => {
    if (appField?.options === undefined || appField.options.includes(app)) return;
    report('unknown_option', 'error', `${label} has no choice “${app}”. Pair another one.`);
  };
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
