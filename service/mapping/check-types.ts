import type { CrmField, MappingRow } from '../../shared/mapping.js';
import type { FieldType } from '../../shared/records.js';
import type { CheckedRow, Report } from './checked-row.js';
import { isRef } from './field-types.js';
import { findTransform } from './transforms/registry.js';
import { type TypeFit, typeFit, typeNoun } from './type-fit.js';

/** Type clashes of a row: what can never work is an error, what loses something or is often refused a warning. */
export function checkTypes(checked: CheckedRow, report: Report): void {
  const { row, label, appField, crmFields, reads, writes, names, provider } = checked;
  if (appField === undefined || names.length === 0) return;
  if (isRef(appField)) {
    report('type_clash', 'error', `${label} links to another record: ${provider}’s own links fill it.`);
    return;
  }
  for (const [index, field] of crmFields.entries()) {
    const read = reads ? readFit(row, field, appField.type) : 'fits';
    // Only the first alternate is written to; the worse of the two ways is told, once.
    const write = writes && index === 0 ? writeFit(row, field, appField.type) : 'fits';
    const fit = write === 'impossible' || !isReported(read) ? write : read;
    reportFit(fit, checked, field, appField.type, report);
  }
}

/** How the CRM's values fit our field once they went through the row's steps. */
function readFit(row: MappingRow, field: CrmField, type: FieldType): TypeFit {
  let produced: FieldType = row.picklist === undefined ? field.type : 'enum';
  let isScaled = false;
  for (const { name } of row.transforms) {
    // What a step holds itself is checked value by value.
    if (name === 'constant') return 'fits';
    produced = name === 'lookup' ? 'enum' : (findTransform(name)?.yields ?? produced);
    isScaled ||= name === 'multiply';
  }
  if (type === 'money_cents' && isScaled) return 'fits';
  return typeFit(produced, type);
}

/** How our values fit the CRM's field; a step that changes the type on the way in brings it back on the way out. */
function writeFit(row: MappingRow, field: CrmField, type: FieldType): TypeFit {
  const [last] = row.transforms;
  if (last?.name === 'template') return row.picklist === undefined ? typeFit('text', field.type) : 'fits';
  if (row.picklist !== undefined) return 'fits';
  const changes = ({ name }: { name: string }) =>
    name === 'constant' || name === 'lookup' || (findTransform(name)?.yields ?? null) !== null;
  return row.transforms.some(changes) ? 'fits' : typeFit(type, field.type);
}

function isReported(fit: TypeFit): boolean {
  return fit === 'loses' || fit === 'impossible';
}

function reportFit(
  fit: TypeFit,
  { label, provider }: CheckedRow,
  field: CrmField,
  type: FieldType,
  report: Report,
): void {
  if (!isReported(fit)) return;
  const what = `${label} is ${typeNoun(type)}, “${field.label}” in ${provider} is ${typeNoun(field.type)}`;
  if (fit === 'impossible') {
    report('type_clash', 'error', `${what}: one cannot become the other. Choose another field.`, field.name);
  } else {
    report('type_clash', 'warning', `${what}: values may be lost. Add a conversion.`, field.name);
  }
}
