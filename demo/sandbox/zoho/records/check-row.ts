import type { FieldDefinition } from '../fields/definition.js';
import { infoOf } from '../modules.js';
import { RowFault } from '../refusal.js';
import type { Layout } from '../state/layouts.js';
import { checkCall } from './calls.js';
import { completeDeal } from './deals.js';
import { checkDuplicates } from './duplicates.js';
import { checkMeeting } from './meetings.js';
import { checkParties, readParent } from './parties.js';
import { after, badValue, type CheckedRow, missing, type Row } from './row.js';
import { checkValue } from './values.js';

/** Keys of a row that are no fields. */
const META = new Set(['id', 'Layout', '$se_module', 'Tag']);

/**
 * Checks one row of an insert or update the way the vendor does; the first fault is the one that is told.
 *
 * @throws RowFault `MANDATORY_NOT_FOUND`, `INVALID_DATA` or `DUPLICATE_DATA`.
 */
export function checkRow(row: Row, given: Record<string, unknown>): CheckedRow {
  const checked: CheckedRow = { set: {}, clear: [], ignored: [] };
  const layout = layoutOf(row, given);
  checkMandatory(row, given, layout);
  for (const [apiName, value] of Object.entries(given)) checkOne(row, apiName, value, layout, checked);
  readParent(row, given, checked);
  checkParties(row, checked);
  if (row.module === 'Calls') checkCall(row, checked);
  if (row.module === 'Events') checkMeeting(row, checked);
  if (row.module === 'Deals') completeDeal(row, checked);
  checkDuplicates(row, checked);
  return checked;
}

function layoutOf(row: Row, given: Record<string, unknown>): Layout {
  const layouts = row.org.layouts.get(row.module) ?? [];
  const kept = row.before?.values['Layout'];
  const asked = (given['Layout'] as { id?: unknown } | undefined)?.id ?? kept;
  const layout = asked === undefined ? layouts[0] : layouts.find((each) => each.id === asked);
  if (!layout) throw badValue(row, 'Layout');
  return layout;
}

/** Mandatory by the system, the layout, or an administrator; an update may not empty them either. */
function checkMandatory(row: Row, given: Record<string, unknown>, layout: Layout): void {
  const { org, module } = row;
  const names = [
    ...org
      .fieldsOf(module)
      .filter((each) => each.isMandatory)
      .map((each) => each.apiName),
    ...layout.required,
    ...(org.settings.required_fields[module] ?? []),
  ];
  for (const name of names) {
    const isEmpty = given[name] === null || given[name] === '' || given[name] === undefined;
    const isLeftOut = !(name in given);
    if (isEmpty && !(row.before && isLeftOut)) throw missing(row, name);
  }
}

function checkOne(row: Row, apiName: string, value: unknown, layout: Layout, out: CheckedRow): void {
  if (META.has(apiName)) {
    if (apiName === 'Layout') out.set['Layout'] = layout.id;
    return;
  }
  const field = row.org.field(row.module, apiName);
  // The vendor says nothing of names it does not know and of fields it keeps itself.
  if (!field || field.isReadOnly) {
    out.ignored.push(apiName);
    return;
  }
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) out.clear.push(apiName);
  else out.set[apiName] = checkValue(row, restricted(field, layout), value);
}

/** The field with the choices its layout leaves. */
function restricted(field: FieldDefinition, layout: Layout): FieldDefinition {
  const values = layout.picklists[field.apiName];
  return values ? { ...field, values } : field;
}

/** Owner of what is written without one. */
export function ownerOf(row: Row, checked: CheckedRow, userId: string): string {
  return String(after(row, checked, 'Owner') ?? userId);
}

/** The refusal of a record that is not there. */
export function noSuchRecord(row: Row, id: unknown): RowFault {
  const message = `the id given seems to be invalid`;
  const { singular } = infoOf(row.module);
  return new RowFault('INVALID_DATA', message, {
    id,
    json_path: `$.data[${row.position}].id`,
    module: singular,
  });
}
