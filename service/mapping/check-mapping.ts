import type { CrmField, MappingFault, MappingRow } from '../../shared/mapping.js';
import { APP_FIELDS, type ObjectName } from '../../shared/records.js';
import { isWritten } from '../../shared/transforms.js';
import { splitAlternates } from './alternates.js';
import { checkChoices } from './check-choices.js';
import { checkStages } from './check-stages.js';
import { checkTypes } from './check-types.js';
import type { DealStages } from './deal-stages.js';
import { fieldLabel } from './field-label.js';
import { customName, findAppField } from './field-types.js';
import { findTransform } from './transforms/registry.js';

/** One row with everything a check looks at. */
export interface CheckedRow {
  readonly index: number;
  readonly row: MappingRow;
  /** English label of our field. */
  readonly label: string;
  readonly appField: ReturnType<typeof findAppField>;
  /** CRM fields as the row names them, in order. */
  readonly names: readonly string[];
  /** Those of them that the CRM has. */
  readonly crmFields: readonly CrmField[];
  /** Whether the row reads from, or writes to, the CRM. */
  readonly reads: boolean;
  readonly writes: boolean;
  /** Name of the CRM in messages: "HubSpot". */
  readonly provider: string;
}

export type Report = (
  code: MappingFault['code'],
  severity: MappingFault['severity'],
  message: string,
  crm?: string,
  outcome?: string,
) => void;

/**
 * Everything wrong with a mapping, against the fields the CRM has now; errors forbid saving it.
 *
 * `unknown_crm_field` covers a wrong choice and a field that was deleted in the CRM; it is a warning where another
 * alternate still exists. Faults of no row (`required_missing` of a CRM field) have `row` -1 and an empty `field`.
 *
 * @param fields every field of the CRM object, as a list or by name.
 * @param about `label`: the CRM's name for messages, such as "HubSpot"; `stages` of its deals, left out where they are
 * not known now.
 */
export function checkMapping(
  object: ObjectName,
  rows: readonly MappingRow[],
  fields: ReadonlyMap<string, CrmField> | readonly CrmField[],
  { label, stages = null }: { label: string; stages?: DealStages | null },
): MappingFault[] {
  const crmFields = isList(fields) ? new Map(fields.map((field) => [field.name, field])) : fields;
  const faults: MappingFault[] = [];
  const checked = rows.map((_, index) => describeRow(object, rows, index, crmFields, label));
  for (const row of checked) {
    const report = reporter(faults, row);
    checkNames(row, crmFields, object, report);
    checkTransforms(row, report);
    checkTypes(row, report);
    checkChoices(row, report);
    checkStages(object, row, stages, report);
    checkRule(row, report);
  }
  checkDuplicates(checked, faults);
  checkUsedTwice(checked, faults);
  checkRequired(object, checked, crmFields, label, faults);
  return faults;
}

function isList(fields: ReadonlyMap<string, CrmField> | readonly CrmField[]): fields is readonly CrmField[] {
  return Array.isArray(fields);
}

function describeRow(
  object: ObjectName,
  rows: readonly MappingRow[],
  index: number,
  crmFields: ReadonlyMap<string, CrmField>,
  provider: string,
): CheckedRow {
  const row = rows[index] as MappingRow;
  const names = splitAlternates(row.crm);
  const isLeftOut = names.length === 0;
  return {
    index,
    row,
    label: fieldLabel(row.field),
    appField: findAppField(object, row.field),
    names,
    crmFields: names.map((name) => crmFields.get(name)).filter((field) => field !== undefined),
    reads: !isLeftOut && row.direction !== 'to_crm',
    writes: !isLeftOut && isWritten(row, rows),
    provider,
  };
}

function reporter(faults: MappingFault[], { index, row }: CheckedRow): Report {
  return (code, severity, message, crm, outcome) => {
    faults.push({
      row: index,
      field: row.field,
      code,
      severity,
      message,
      ...(crm === undefined ? {} : { crm }),
      ...(outcome === undefined ? {} : { outcome }),
    });
  };
}

function checkNames(
  { row, label, appField, names, crmFields, writes, provider }: CheckedRow,
  known: ReadonlyMap<string, CrmField>,
  object: ObjectName,
  report: Report,
): void {
  if (appField === undefined && customName(row.field) === null) {
    report(
      'unknown_app_field',
      'error',
      `There is no field “${row.field}” in a ${object}. Own fields are named custom.<lower_case_name>.`,
    );
  }
  for (const name of names.filter((each) => !known.has(each))) {
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

function checkTransforms({ row, label }: CheckedRow, report: Report): void {
  for (const spec of row.transforms) {
    const transform = findTransform(spec.name);
    if (transform === undefined) {
      report('unknown_transform', 'error', `${label}: there is no conversion “${spec.name}”.`);
    } else if (!transform.schema.safeParse(spec).success) {
      report('unknown_transform', 'error', `${label}: the conversion “${spec.name}” lacks a valid setting.`);
    }
  }
}

/** A row that goes one way has nothing to decide: what its rule would say is not what happens. */
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

function checkDuplicates(rows: readonly CheckedRow[], faults: MappingFault[]): void {
  const seen = new Set<string>();
  for (const row of rows) {
    if (seen.has(row.row.field)) {
      reporter(faults, row)('duplicate_row', 'error', `${row.label} has more than one row. Keep one.`);
    }
    seen.add(row.row.field);
  }
}

/** Only the field a row writes to counts: several rows may read one. */
function checkUsedTwice(rows: readonly CheckedRow[], faults: MappingFault[]): void {
  const writers = rows.filter(({ writes }) => writes);
  for (const row of writers) {
    const target = targetOf(row);
    const other = writers.find((each) => each !== row && targetOf(each) === target);
    if (other === undefined || target === undefined) continue;
    const label = row.crmFields.find(({ name }) => name === target)?.label ?? target;
    const message = `${row.label}: “${label}” in ${row.provider} is also written from ${other.label}. Keep one.`;
    reporter(faults, row)('used_twice', 'error', message, target);
  }
}

function targetOf({ names, crmFields }: CheckedRow): string | undefined {
  return crmFields[0]?.name ?? names[0];
}

function checkRequired(
  object: ObjectName,
  rows: readonly CheckedRow[],
  crmFields: ReadonlyMap<string, CrmField>,
  provider: string,
  faults: MappingFault[],
): void {
  for (const field of APP_FIELDS[object]) {
    if (!field.required || rows.some(({ row, names }) => row.field === field.name && names.length > 0))
      continue;
    const index = rows.findIndex(({ row }) => row.field === field.name);
    const message = `${fieldLabel(field.name)} has no field in ${provider}. Choose one: records need it.`;
    faults.push({ row: index, field: field.name, code: 'required_missing', severity: 'warning', message });
  }
  const written = new Set(rows.filter(({ writes }) => writes).map(targetOf));
  for (const { name, label, required, read_only } of crmFields.values()) {
    if (!required || read_only || written.has(name)) continue;
    const message = `${provider} requires “${label}”, which no row fills. It may refuse new records.`;
    faults.push({ row: -1, field: '', code: 'required_missing', severity: 'warning', message, crm: name });
  }
}
