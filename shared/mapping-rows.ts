import type { MappingRow, RowDiff } from './mapping.js';

/** How two mappings differ, field by field; rows that leave a field out count as none. */
export function diffRows(before: readonly MappingRow[], after: readonly MappingRow[]): RowDiff[] {
  const was = byField(before);
  const is = byField(after);
  const fields = new Set([...is.keys(), ...was.keys()]);
  return [...fields].flatMap((field) => {
    const [one, other] = [was.get(field) ?? null, is.get(field) ?? null];
    if (!doesSomething(one) && !doesSomething(other)) return [];
    const changed = one && other ? changedKeys(one, other) : [];
    return one && other && changed.length === 0 ? [] : [{ field, before: one, after: other, changed }];
  });
}

/** How many fields a difference begins to map, maps otherwise and maps no longer. */
export function countChanges(diff: readonly RowDiff[]): { added: number; changed: number; removed: number } {
  const counts = { added: 0, changed: 0, removed: 0 };
  for (const { before, after } of diff) {
    if (!doesSomething(before)) counts.added += 1;
    else if (!doesSomething(after)) counts.removed += 1;
    else counts.changed += 1;
  }
  return counts;
}

/** Fields of which `rows` say something else than `base`: another row, one more, or none. */
export function departuresFrom(base: readonly MappingRow[], rows: readonly MappingRow[]): string[] {
  const [was, is] = [byField(base), byField(rows)];
  const fields = new Set([...was.keys(), ...is.keys()]);
  return [...fields].filter((field) => {
    const [one, other] = [was.get(field), is.get(field)];
    return !one || !other || changedKeys(one, other).length > 0;
  });
}

/** What was saved at a level: every row as it stood then, and the fields it decides; null where it decides all. */
export interface MappingLayer {
  rows: readonly MappingRow[];
  overrides: readonly string[] | null;
}

/** The rows in use: those of `base`, but what the layer decides about a field as the layer has it, in the layer's order. */
export function layOver(base: readonly MappingRow[], { rows, overrides }: MappingLayer): MappingRow[] {
  if (overrides === null) return [...rows];
  const decided = new Set(overrides);
  const known = byField(base);
  const kept = rows.flatMap((row) => {
    const inUse = decided.has(row.field) ? row : known.get(row.field);
    return inUse ? [inUse] : [];
  });
  const placed = new Set([...decided, ...rows.map(({ field }) => field)]);
  return [...kept, ...base.filter(({ field }) => !placed.has(field))];
}

export function isSameRow(one: MappingRow, other: MappingRow): boolean {
  return changedKeys(one, other).length === 0;
}

function byField(rows: readonly MappingRow[]): Map<string, MappingRow> {
  return new Map(rows.map((row) => [row.field, row]));
}

/** The outcome of an activity moves deals also where it is not written itself. */
function doesSomething(row: MappingRow | null): boolean {
  return row !== null && (row.crm !== null || row.stages !== undefined);
}

function changedKeys(one: MappingRow, other: MappingRow): (keyof MappingRow)[] {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)] as (keyof MappingRow)[]);
  return [...keys].filter((key) => !isSame(one[key], other[key]));
}

/** By content; the order of an object's keys is none. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key]))
  );
}
