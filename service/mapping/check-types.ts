import type { CrmField, MappingRow } from '../../shared/mapping.js';
import type { FieldType } from '../../shared/records.js';
import type { CheckedRow, Report } from './check-mapping.js';
import { isRef } from './field-types.js';
import { findTransform } from './transforms/registry.js';
import { type TypeFit, typeFit, typeNoun } from './type-fit.js';

/** Type clashes of a row: what can never work is an error, what loses something or is often refused a warning. */
export function checkTypes(checked: CheckedRow, report: Report): void {
  const { row, label, appField, crmFields, reads, writes, names, provider } = checked;
  if (names.length > 0 && row.direction !== 'from_crm' && !writes) {
    const message = `${label} is part of a field in ${provider}, so it is read but never written.`;
    report('type_clash', 'warning', message, names[0]);
  }
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
    produced = findTransform(name)?.yields ?? produced;
    isScaled ||= name === 'multiply';
  }
  if (type === 'money_cents' && isScaled) return 'fits';
  return typeFit(produced, type);
}

/** How our values fit the CRM's field; a step that changes the type on the way in brings it back on the way out. */
function writeFit(row: MappingRow, field: CrmField, type: FieldType): TypeFit {
  if (row.picklist !== undefined) return 'fits';
  if (row.transforms.some(({ name }) => (findTransform(name)?.yields ?? null) !== null)) return 'fits';
  return typeFit(type, field.type);
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
