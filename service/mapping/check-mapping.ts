import type { CrmField, MappingFault, MappingRow } from '../../shared/mapping.js';
import type { AppField, ObjectName } from '../../shared/records.js';
import { checkChoices } from './check-choices.js';
import { checkConditions } from './check-conditions.js';
import { checkCycles } from './check-cycles.js';
import { checkFixedValues } from './check-fixed-values.js';
import { checkNames } from './check-names.js';
import { checkRequired } from './check-required.js';
import { checkStages } from './check-stages.js';
import { checkSteps } from './check-steps.js';
import { checkTemplates } from './check-templates.js';
import { checkTwice } from './check-twice.js';
import { checkTypes } from './check-types.js';
import { type CheckContext, describeRows, reporter } from './checked-row.js';
import type { DealStages } from './deal-stages.js';

export interface CheckOptions {
  /** The CRM's name for messages, such as "HubSpot". */
  label: string;
  /** Of its deals; left out where they are not known now. */
  stages?: DealStages | null;
  /** Fields that the host declared, by name (`custom.yearly_use`). */
  appFields?: ReadonlyMap<string, AppField>;
}

/**
 * Everything wrong with a mapping, against the fields the CRM has now; errors forbid saving it.
 *
 * `unknown_crm_field` covers a wrong choice and a field that was deleted in the CRM; it is a warning where another
 * alternate still exists. A `required_missing` of a field that no row names has `row` -1, and of one of the CRM's an empty
 * `field`.
 *
 * @param fields every field of the CRM object, as a list or by name; null where they are not known, as of an app's own
 * default: then rows are only checked against each other and our fields.
 */
export function checkMapping(
  object: ObjectName,
  rows: readonly MappingRow[],
  fields: ReadonlyMap<string, CrmField> | readonly CrmField[] | null,
  { label, stages = null, appFields = new Map() }: CheckOptions,
): MappingFault[] {
  const crmFields = isList(fields) ? new Map(fields.map((field) => [field.name, field])) : fields;
  const context: CheckContext = { object, provider: label, crmFields, appFields };
  const faults: MappingFault[] = [];
  const checked = describeRows(rows, context);
  for (const row of checked) {
    const report = reporter(faults, row);
    checkNames(row, context, report);
    checkSteps(row, report);
    checkTemplates(row, context, report);
    checkTypes(row, report);
    checkFixedValues(row, report);
    checkChoices(row, report);
    checkStages(object, row, stages, report);
    checkConditions(row, report);
  }
  checkTwice(checked, faults);
  checkCycles(checked, faults);
  checkRequired(checked, context, faults);
  return faults;
}

function isList(
  fields: ReadonlyMap<string, CrmField> | readonly CrmField[] | null,
): fields is readonly CrmField[] {
  return Array.isArray(fields);
}
