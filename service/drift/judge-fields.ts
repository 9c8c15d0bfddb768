import type { FieldsTold } from '../../shared/events.js';
import type { CrmField, FieldShape, MappingRow } from '../../shared/mapping.js';
import type { ObjectName } from '../../shared/records.js';
import { fieldsByName } from '../mapping/fields-by-name.js';
import type { StoredDrift } from '../store/queries/field-drifts.js';
import { compareField, shapeOf } from './compare-fields.js';
import { rowsByCrmField } from './fields-used.js';

/** What is known before: the fields as they were kept, and the flags that stand. */
export interface Known {
  kept: readonly CrmField[];
  drifts: readonly StoredDrift[];
}

export interface Judgement {
  /** The flags that stand from now on. */
  drifts: StoredDrift[];
  /** What is to be told of. */
  drifted: FieldsTold['fields'];
  healed: FieldsTold['fields'];
  /** True when something that was paused goes on. */
  resumes: boolean;
}

/**
 * Compares a new list of fields with what the rows in use rely on: of a flagged field that is its shape before, of any
 * other the one in the kept list. A field that was in neither is no news.
 */
export function judgeFields(
  object: ObjectName,
  rows: readonly MappingRow[],
  { kept, drifts: before }: Known,
  fields: readonly CrmField[],
  now: Date,
): Judgement {
  const flagged = new Map(before.map((drift) => [drift.crm, drift]));
  const [were, are] = [fieldsByName(kept), fieldsByName(fields)];
  const drifts = [...rowsByCrmField(rows)].flatMap(([crm, users]) => {
    const [flag, known] = [flagged.get(crm), were.get(crm)];
    const shape = flag?.before ?? (known && shapeOf(known));
    if (shape === undefined) return [];
    const label = flag?.label ?? known?.label ?? crm;
    return judgeField(object, users, { crm, flag, shape, label, field: are.get(crm) }, now) ?? [];
  });
  return { drifts, ...compareFlags(before, drifts) };
}

/**
 * What is left of flags when rows are saved anew, which then rely on the fields as they are: those of fields that the
 * CRM does not have and that the rows still use.
 */
export function judgeSaved(rows: readonly MappingRow[], before: readonly StoredDrift[]): Judgement {
  const used = rowsByCrmField(rows);
  const drifts = before.flatMap((drift) => {
    const users = used.get(drift.crm);
    return drift.after === null && users ? [{ ...drift, fields: users.map(({ field }) => field) }] : [];
  });
  return { drifts, ...compareFlags(before, drifts) };
}

function judgeField(
  object: ObjectName,
  rows: readonly MappingRow[],
  seen: {
    crm: string;
    flag: StoredDrift | undefined;
    shape: FieldShape;
    label: string;
    field: CrmField | undefined;
  },
  now: Date,
): StoredDrift | null {
  const { crm, flag, shape, field } = seen;
  const after = field === undefined ? null : shapeOf(field);
  const changes = compareField(object, crm, shape, after, rows).map((found) => {
    const since = flag?.changes.find(({ change }) => change === found.change)?.since ?? now.toISOString();
    return { ...found, since };
  });
  if (changes.length === 0) return null;
  const label = field?.label ?? seen.label;
  return { crm, label, fields: rows.map((row) => row.field), before: shape, after, changes };
}

/**
 * A flag is told when it is raised and when it begins to pause; and when it is gone or pauses no more, unless the same
 * field drifted in another way.
 */
function compareFlags(
  before: readonly StoredDrift[],
  after: readonly StoredDrift[],
): Omit<Judgement, 'drifts'> {
  const [had, has] = [toldByKey(before), toldByKey(after)];
  const drifted = [...has].flatMap(([key, one]) => {
    const old = had.get(key);
    return old === undefined || (one.paused && !old.paused) ? [one] : [];
  });
  const healed = [...had].flatMap(([key, one]) => {
    const isOver = !has.has(key) || (one.paused && has.get(key)?.paused === false);
    return isOver && !drifted.some(({ crm }) => crm === one.crm) ? [one] : [];
  });
  const paused = pausedIn(after);
  return { drifted, healed, resumes: [...pausedIn(before)].some((crm) => !paused.has(crm)) };
}

function toldByKey(drifts: readonly StoredDrift[]): Map<string, FieldsTold['fields'][number]> {
  return new Map(
    drifts.flatMap(({ crm, fields, changes }) =>
      changes.map(({ change, paused }) => [`${change} ${crm}`, { crm, change, fields, paused }] as const),
    ),
  );
}

/** Fields of the CRM whose mapping is paused. */
export function pausedIn(drifts: readonly StoredDrift[]): Set<string> {
  return new Set(drifts.filter(isPausing).map(({ crm }) => crm));
}

export const isPausing = ({ changes }: Pick<StoredDrift, 'changes'>): boolean =>
  changes.some(({ paused }) => paused);
