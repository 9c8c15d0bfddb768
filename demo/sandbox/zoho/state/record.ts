/** A value as it is kept: lookups as the id they lead to, instants as epoch milliseconds of whole seconds. */
export type Stored = string | number | boolean | string[];

/** Why and when a record went away. */
export interface Deletion {
  at: number;
  by: string;
  type: 'recycle' | 'permanent';
}

/** One state of a record. Never changed after it is made: an update replaces it. */
export interface RecordVersion {
  id: string;
  /** Set values only; an empty value is an absent key. */
  values: Readonly<Record<string, Stored>>;
  /** Epoch milliseconds of whole seconds, as the vendor keeps them. */
  createdAt: number;
  updatedAt: number;
  createdBy: string;
  modifiedBy: string;
  deleted: Deletion | null;
}

/** A stored value as text; empty string when there is none. */
export function textOf(version: RecordVersion, name: string): string {
  const value = version.values[name];
  return value === undefined ? '' : String(value);
}
