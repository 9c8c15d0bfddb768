import type { CrmField, MappingFault, MappingRow } from '../../shared/mapping.js';
import type { AppField, ObjectName } from '../../shared/records.js';
import { findNameTwin, isWritten } from '../../shared/transforms.js';
import { splitAlternates } from './alternates.js';
import { fieldLabel } from './field-label.js';
import { findAppField } from './field-types.js';

/** What rows are checked against. */
export interface CheckContext {
  readonly object: ObjectName;
  /** Name of the CRM in messages: "HubSpot". */
  readonly provider: string;
  /** Every field of the CRM object, by name; null where they are not known. */
  readonly crmFields: ReadonlyMap<string, CrmField> | null;
  /** Fields that the host declared, by name (`custom.yearly_use`); empty where it declared none. */
  readonly appFields: ReadonlyMap<string, AppField>;
}

/** One row with everything a check looks at. */
export interface CheckedRow extends Pick<CheckContext, 'object' | 'provider'> {
  readonly index: number;
  readonly row: MappingRow;
  /** English label of our field. */
  readonly label: string;
  readonly appField: AppField | undefined;
  /** CRM fields as the row names them, in order. */
  readonly names: readonly string[];
  /** Those of them that the CRM has; none where that is not known. */
  readonly crmFields: readonly CrmField[];
  /** The CRM field it writes to, if it does: the first that the CRM has. */
  readonly target: string | undefined;
  /** Whether the row reads from, or writes to, the CRM. */
  readonly reads: boolean;
  readonly writes: boolean;
  /** The row it shares a CRM field with: the other part of a name. */
  readonly twin: MappingRow | null;
}

export type Report = (
  code: MappingFault['code'],
  severity: MappingFault['severity'],
  message: string,
  crm?: string,
  outcome?: string,
) => void;

export function describeRows(rows: readonly MappingRow[], context: CheckContext): CheckedRow[] {
  return rows.map((row, index) => describeRow(row, index, rows, context));
}

function describeRow(
  row: MappingRow,
  index: number,
  rows: readonly MappingRow[],
  { object, provider, crmFields, appFields }: CheckContext,
): CheckedRow {
  const names = splitAlternates(row.crm);
  const isLeftOut = names.length === 0;
  const appField = appFields.get(row.field) ?? findAppField(object, row.field);
  const found = names.map((name) => crmFields?.get(name)).filter((field) => field !== undefined);
  return {
    ...{ index, row, object, provider, appField, names },
    label: labelOf(row.field, appField),
    crmFields: found,
    target: found[0]?.name ?? names[0],
    reads: !isLeftOut && row.direction !== 'to_crm',
    writes: !isLeftOut && isWritten(row, rows),
    twin: findNameTwin(row, rows),
  };
}

function labelOf(field: string, appField: AppField | undefined): string {
  const label = appField?.label;
  if (label === undefined) return fieldLabel(field);
  return typeof label === 'string' ? label : (label['en'] ?? Object.values(label)[0] ?? fieldLabel(field));
}

/** Collects faults of one row. */
export function reporter(faults: MappingFault[], { index, row }: CheckedRow): Report {
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
