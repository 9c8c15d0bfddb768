import type { CrmField } from '../../../shared/mapping.js';
import type { AppField, ObjectName } from '../../../shared/records.js';
import type { GetFieldsResult, GetMappingResult } from '../../../shared/routes/mappings.js';
import { changedFields, type Draft, newDraft } from '../state/edits.js';
import {
  type FoundProblem,
  joinProblems,
  problemsHere,
  problemsOfFaults,
  type RowProblem,
  withoutNeverThere,
} from '../state/problems.js';
import { type RowView, rowViews } from '../state/row-views.js';
import { sameData } from '../state/same-data.js';
import { problemsOfDrift } from '../state/watched.js';

/** One object's mapping on this page. */
export interface Entry {
  draft: Draft;
  /** What the service found wrong with rows it was sent or holds. */
  found: readonly FoundProblem[];
  /** What was found by trying the rows on records. */
  tried: readonly FoundProblem[];
  /** As the service gave it last. */
  mapping: GetMappingResult;
  canEdit: boolean;
}

export type KnownFields = GetFieldsResult & {
  byName: ReadonlyMap<string, CrmField>;
  appByName: ReadonlyMap<string, AppField>;
};

/** What follows from an entry and the fields, kept until one of them is another one. */
interface Derived {
  entry: Entry | undefined;
  fields: KnownFields | undefined;
  changed: readonly string[];
  problems: ReadonlyMap<string, readonly RowProblem[]>;
  views: readonly RowView[];
}

/** The entry of a mapping as the service gave it. */
export function entryOf(mapping: GetMappingResult): Entry {
  const { rows, version, faults, can_edit: canEdit, drift } = mapping;
  // What changed in the CRM is told with all that is known of it.
  const others = faults.filter(({ code }) => code !== 'drifted' || !drift.length);
  const found = [...problemsOfDrift(drift, rows), ...problemsOfFaults(others, rows)];
  return { draft: newDraft(rows, version), found, tried: [], mapping, canEdit };
}

/** The mappings of this page by object, with their fields and what can be told from both. */
export class Drafts {
  readonly #entries = new Map<ObjectName, Entry>();
  readonly #fields = new Map<ObjectName, KnownFields>();
  readonly #derived = new Map<ObjectName, Derived>();

  get(object: ObjectName): Entry | undefined {
    return this.#entries.get(object);
  }

  put(object: ObjectName, entry: Entry): void {
    this.#entries.set(object, entry);
  }

  /** Takes what the service says of a mapping; rows that are edited stay, as do those it holds unchanged. */
  renew(mapping: GetMappingResult): void {
    const { object, version, rows } = mapping;
    const entry = this.get(object);
    const isSame = entry?.draft.version === version && sameData(entry.draft.saved, rows);
    if (entry && isSame) this.put(object, { ...entryOf(mapping), draft: entry.draft, tried: entry.tried });
    // Other rows than the edits began from: saving them will say so.
    else if (!entry || !this.#derive(object).changed.length) this.put(object, entryOf(mapping));
  }

  fields(object: ObjectName): KnownFields | undefined {
    return this.#fields.get(object);
  }

  putFields(fields: GetFieldsResult): void {
    const byName = new Map(fields.crm_fields.map((field) => [field.name, field]));
    const appByName = new Map(fields.app_fields.map((field) => [field.name, field]));
    this.#fields.set(fields.object, { ...fields, byName, appByName });
  }

  forgetAll(): void {
    this.#entries.clear();
    this.forgetFields();
  }

  forgetFields(): void {
    this.#fields.clear();
  }

  /** What has no unsaved change can be read again. */
  forgetUnchanged(): void {
    for (const object of this.#entries.keys()) {
      if (!this.#derive(object).changed.length) this.#entries.delete(object);
    }
  }

  /** The version each object's rows were read as. */
  get versions(): Partial<Record<ObjectName, number>> {
    return Object.fromEntries([...this.#entries].map(([object, { draft }]) => [object, draft.version]));
  }

  get dirtyObjects(): ObjectName[] {
    return [...this.#entries.keys()].filter((object) => this.#derive(object).changed.length);
  }

  /** Rows changed and not saved, of all objects. */
  get changeCount(): number {
    return this.dirtyObjects.reduce((sum, object) => sum + this.#derive(object).changed.length, 0);
  }

  /** Problems of an object by field (empty: of no row); only the service's until the CRM's fields were read. */
  problems(object: ObjectName): ReadonlyMap<string, readonly RowProblem[]> {
    return this.#derive(object).problems;
  }

  /** The same list until an edit, or other fields. */
  views(object: ObjectName): readonly RowView[] {
    return this.#derive(object).views;
  }

  #derive(object: ObjectName): Derived {
    const entry = this.#entries.get(object);
    const fields = this.#fields.get(object);
    const known = this.#derived.get(object);
    if (known && known.entry === entry && known.fields === fields) return known;
    const derived = { entry, fields, ...derive(entry, fields) };
    this.#derived.set(object, derived);
    return derived;
  }
}

function derive(entry: Entry | undefined, fields: KnownFields | undefined) {
  const rows = entry?.draft.rows ?? [];
  const here = fields ? problemsHere(rows, fields.app_fields, fields.byName) : null;
  const all = joinProblems(here, [...(entry?.found ?? []), ...(entry?.tried ?? [])], rows);
  const gone = new Set(entry?.mapping.drift.map(({ crm }) => crm));
  const problems = withoutNeverThere(all, rows, entry?.mapping.base.rows ?? [], gone);
  const changed = entry ? changedFields(entry.draft) : [];
  const views = entry
    ? rowViews(entry.draft, fields?.app_fields ?? [], problems, entry.mapping.base?.rows)
    : [];
  return { changed, problems, views };
}
