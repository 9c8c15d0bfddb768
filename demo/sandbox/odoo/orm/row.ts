/** A stored value. Empty is null; datetimes are UTC text with microseconds; relations are ids. */
export type Value = string | number | boolean | null | number[];

/** One record as it is stored. Never changed in place: a write puts a new row. */
export interface Row {
  readonly id: number;
  readonly [field: string]: Value;
}
