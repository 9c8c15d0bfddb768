import type { CrmField, FieldChange, FieldShape, MappingRow } from '../../shared/mapping.js';
import { APP_FIELDS, type ObjectName } from '../../shared/records.js';
import { splitAlternates } from '../mapping/alternates.js';
import { typeFit } from '../mapping/type-fit.js';

/** One thing that is another about a field, and whether the rows that use the field can go on with it. */
export interface FoundChange {
  change: FieldChange;
  paused: boolean;
}

/** What is remembered of a field while it is not as its mapping knew it. */
export function shapeOf({ type, native_type, required, read_only, options }: CrmField): FieldShape {
  const choices = options.map(({ value, label }) => ({ value, label }));
  return { type, native_type, required, read_only, options: choices };
}

/**
 * What changed about a field, as far as it matters to the rows that use it. A field that got easier to use (writable,
 * no longer required) or another label has not changed.
 *
 * @param after null: the CRM does not have it any more.
 */
export function compareField(
  object: ObjectName,
  crm: string,
  before: FieldShape,
  after: FieldShape | null,
  rows: readonly MappingRow[],
): FoundChange[] {
  if (after === null) return [{ change: 'removed', paused: true }];
  const writers = rows.filter((row) => isWritten(row, crm));
  const found: FoundChange[] = [];
  if (isAnotherType(before, after)) found.push({ change: 'retyped', paused: !isSameKind(before, after) });
  if (after.read_only && !before.read_only && writers.length > 0)
    found.push({ change: 'read_only', paused: true });
  if (after.required && !before.required) found.push({ change: 'required', paused: false });
  const options = compareOptions(object, before, after, rows);
  if (options) found.push(options);
  return found;
}

/** Only the first alternate of a row is written to. */
function isWritten({ crm, direction }: MappingRow, name: string): boolean {
  return direction !== 'from_crm' && splitAlternates(crm)[0] === name;
}

/** Whether one value or several are chosen is told by the provider's type alone. */
function isAnotherType(before: FieldShape, after: FieldShape): boolean {
  return before.type !== after.type || takesSeveral(before) !== takesSeveral(after);
}

const takesSeveral = ({ native_type }: FieldShape): boolean => /(^|:)checkbox$|multi/.test(native_type);

/** Values of both types are converted alike, both ways: kinds of text are. */
function isSameKind(before: FieldShape, after: FieldShape): boolean {
  const fits = typeFit(before.type, after.type) === 'fits' && typeFit(after.type, before.type) === 'fits';
  return fits && takesSeveral(before) === takesSeveral(after);
}

/**
 * Choices matter to a row that names some of them, and to a field of ours that has choices too. A choice that came
 * breaks nothing; one that went breaks the rows that name it.
 */
function compareOptions(
  object: ObjectName,
  before: FieldShape,
  after: FieldShape,
  rows: readonly MappingRow[],
): FoundChange | null {
  if (!rows.some((row) => row.picklist !== undefined || isChoice(object, row.field))) return null;
  const { gone, added } = optionChanges(before, after);
  if (gone.length + added.length === 0) return null;
  const named = new Set(rows.flatMap(choicesNamed));
  return { change: 'options', paused: gone.some(({ value }) => named.has(value)) };
}

/** The CRM's choices that a row names, its catch-all among them. */
function choicesNamed({ picklist }: MappingRow): string[] {
  if (picklist === undefined) return [];
  const { values, other, default_crm: otherwise } = picklist;
  return [...values.map(({ crm }) => crm), ...(other === 'default' && otherwise ? [otherwise] : [])];
}

function isChoice(object: ObjectName, field: string): boolean {
  return APP_FIELDS[object].some(({ name, type }) => name === field && type === 'enum');
}

/** The choices that went and those that came. */
export function optionChanges(
  before: FieldShape,
  after: FieldShape,
): { gone: FieldShape['options']; added: FieldShape['options'] } {
  const valuesOf = ({ options }: FieldShape) => new Set(options.map(({ value }) => value));
  const [had, has] = [valuesOf(before), valuesOf(after)];
  return {
    gone: before.options.filter(({ value }) => !has.has(value)),
    added: after.options.filter(({ value }) => !had.has(value)),
  };
}
