import type { MappingRow } from '../../../shared/mapping.js';
import { sameData } from './same-data.js';

export type Rows = readonly MappingRow[];

/** One object's mapping while it is edited. Every step of the history is a whole list of rows. */
export interface Draft {
  /** Version the service had when `saved` was read; sent back as `base_version`. */
  version: number;
  saved: Rows;
  rows: Rows;
  past: readonly Rows[];
  future: readonly Rows[];
  /** Edits with the same key in a row count as one step: typing a parameter is undone at once. */
  mergeKey: string | null;
}

type Setting = 'picklist' | 'stages' | 'rule' | 'when' | 'required';

/** Some of a row; null takes a setting away. */
export type RowPatch = Partial<Pick<MappingRow, 'crm' | 'direction' | 'transforms'>> & {
  [K in Setting]?: NonNullable<MappingRow[K]> | null;
};

export type Edit =
  | { do: 'set'; field: string; patch: RowPatch; mergeKey?: string }
  | { do: 'restore'; field: string }
  /** Of several rows of a field the last ones go. */
  | { do: 'remove'; field: string }
  /** The whole row; undefined takes it out. */
  | { do: 'put'; field: string; row: MappingRow | undefined }
  | { do: 'replace'; rows: Rows }
  | { do: 'undo' }
  | { do: 'redo' }
  /** The service took `sent` and now holds `rows` as `version`; what was edited meanwhile stays. */
  | { do: 'saved'; sent: Rows; rows: Rows; version: number };

/** Longest history kept; a step is a few hundred small rows at most. */
const HISTORY = 200;

export const blankRow = (field: string): MappingRow => ({
  field,
  crm: null,
  direction: 'both',
  transforms: [],
});

export const newDraft = (rows: Rows, version: number): Draft => ({
  version,
  saved: rows,
  rows,
  past: [],
  future: [],
  mergeKey: null,
});

export const findRow = (rows: Rows, field: string): MappingRow | undefined =>
  rows.find((row) => row.field === field);

/** For looking up many of a thousand rows: `findRow` for each would be a million steps. */
export const rowsByField = (rows: Rows): ReadonlyMap<string, MappingRow> =>
  new Map(rows.map((row) => [row.field, row]));

/** Two rows do the same. A field without a row is left out, as one without a CRM field is; its stages work all the same. */
export function sameRow(one: MappingRow | undefined, other: MappingRow | undefined): boolean {
  if (!one?.crm && !other?.crm) return sameData(one?.stages ?? {}, other?.stages ?? {});
  return sameData(one, other);
}

/** Fields whose rows differ from what is saved, in the order of the rows. */
export function changedFields({ rows, saved }: Pick<Draft, 'rows' | 'saved'>): string[] {
  const now = rowsByField(rows);
  const before = rowsByField(saved);
  const fields = new Set([...now.keys(), ...before.keys()]);
  return [...fields].filter((field) => !sameRow(now.get(field), before.get(field)));
}

/** `rows` with the row of `field` put in, replaced or (undefined) taken out. */
function withRow(rows: Rows, field: string, row: MappingRow | undefined): Rows {
  if (!row) return rows.filter((each) => each.field !== field);
  if (!findRow(rows, field)) return [...rows, row];
  return rows.map((each) => (each.field === field ? row : each));
}

function patchRow(row: MappingRow, patch: RowPatch): MappingRow {
  const kept = Object.entries({ ...row, ...patch }).filter(
    ([name, value]) => value !== undefined && (value !== null || name === 'crm'),
  );
  return Object.fromEntries(kept) as unknown as MappingRow;
}

function step(draft: Draft, rows: Rows, mergeKey: string | null): Draft {
  if (sameData(rows, draft.rows)) return draft;
  const merges = mergeKey !== null && mergeKey === draft.mergeKey;
  const past = merges ? draft.past : [...draft.past, draft.rows].slice(-HISTORY);
  return { ...draft, rows, past, future: [], mergeKey };
}

/** The draft after one edit; the same object when nothing changed. */
export function applyEdit(draft: Draft, edit: Edit): Draft {
  switch (edit.do) {
    case 'set': {
      const row = patchRow(findRow(draft.rows, edit.field) ?? blankRow(edit.field), edit.patch);
      return step(draft, withRow(draft.rows, edit.field, row), edit.mergeKey ?? null);
    }
    case 'restore':
      return step(draft, withRow(draft.rows, edit.field, findRow(draft.saved, edit.field)), null);
    case 'put':
      return step(draft, withRow(draft.rows, edit.field, edit.row), null);
    case 'remove': {
      const same = draft.rows.filter((row) => row.field === edit.field);
      const kept = same.length > 1 ? same[0] : undefined;
      return step(
        draft,
        draft.rows.filter((row) => row === kept || row.field !== edit.field),
        null,
      );
    }
    case 'replace':
      return step(draft, edit.rows, null);
    case 'undo': {
      const rows = draft.past.at(-1);
      if (!rows) return draft;
      return {
        ...draft,
        rows,
        past: draft.past.slice(0, -1),
        future: [draft.rows, ...draft.future],
        mergeKey: null,
      };
    }
    case 'redo': {
      const [rows, ...future] = draft.future;
      return rows ? { ...draft, rows, past: [...draft.past, draft.rows], future, mergeKey: null } : draft;
    }
    case 'saved':
      return {
        ...draft,
        saved: edit.rows,
        version: edit.version,
        rows: draft.rows === edit.sent ? edit.rows : draft.rows,
        mergeKey: null,
      };
  }
}
