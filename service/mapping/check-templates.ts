import { placeholdersOf } from '../../shared/transforms.js';
import type { CheckContext, CheckedRow, Report } from './checked-row.js';
import { customName, findAppField, isRef } from './field-types.js';

/** Anything in braces; placeholders among them. */
const IN_BRACES = /\{([^{}]*)\}/g;

/** Checks that the fields a text puts in exist on the side that its value comes from. */
export function checkTemplates(checked: CheckedRow, context: CheckContext, report: Report): void {
  const { row, names } = checked;
  if (names.length === 0) return;
  for (const step of row.transforms) {
    if (step.name !== 'template') continue;
    const placeholders = placeholdersOf(step.template);
    for (const name of placeholders) checkPlaceholder(name, checked, context, report);
    checkBraces(step.template, placeholders, checked, report);
  }
}

function checkPlaceholder(
  name: string,
  { row, label, object, provider }: CheckedRow,
  { crmFields, appFields }: CheckContext,
  report: Report,
): void {
  const say = (what: string, crm?: string) =>
    report('unknown_placeholder', 'error', `${label}: the text puts in {${name}}, ${what}`, crm);
  if (row.direction === 'from_crm') {
    if (crmFields?.has(name) === false) say(`and ${provider} has no such field. Name one that it has.`, name);
    return;
  }
  // One that goes both ways is told that it cannot; there is no side yet to look its fields up on.
  if (row.direction === 'both') return;
  const field = appFields.get(name) ?? findAppField(object, name);
  if (field !== undefined && isRef(field)) say('which is a link to another record and no text.');
  else if (field === undefined && customName(name) === null)
    say(`and there is no such field in a ${object}. Name one of the app’s fields.`);
}

/** Whoever writes braces means a field: what is no name stays in the text as it is, which nobody would expect. */
function checkBraces(
  template: string,
  placeholders: readonly string[],
  { label }: CheckedRow,
  report: Report,
): void {
  for (const [whole, inner = ''] of template.matchAll(IN_BRACES)) {
    if (placeholders.includes(inner)) continue;
    const message = `${label}: ${whole} is no name of a field and stays in the text as it is. Write it as in {first_name}.`;
    report('unknown_placeholder', 'warning', message);
  }
}
