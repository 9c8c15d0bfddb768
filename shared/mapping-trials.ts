import type { FieldValue } from './records.js';

/**
 * What a mapping would do to a field. `crm`: a value would be written to the CRM. `app`: our value would be another.
 * `check`: the value cannot be converted, or a needed one is missing.
 */
export const TRIAL_SIDES = ['crm', 'app', 'check'] as const;
export type TrialSide = (typeof TRIAL_SIDES)[number];

export interface DryRunExample {
  /** Null: it is only on its way to the CRM. */
  remote_id: string | null;
  label: string;
  side: TrialSide;
  /** Under the mapping in use: of `crm` what the CRM holds, of `app` our value, of `check` the value that does not fit. */
  before: FieldValue;
  /** Under the mapping that is tried; of `check` null, as nothing is written then. */
  after: FieldValue;
  /** Of `check`: why, without the value. */
  error: string | null;
  code: string | null;
  /** Of `check`: the side that does not get the value. */
  without: 'crm' | 'app' | null;
}

export interface DryRunField {
  /** Ours, `custom.x` too. */
  field: string;
  /** Records, by what would become of this field. */
  crm: number;
  app: number;
  check: number;
  /** Records of which nobody can tell, because the field of the CRM was not mapped until now and so not copied. */
  not_copied: number;
  /** At most 5. */
  examples: DryRunExample[];
}

/**
 * What a mapping would change in a part of the records we hold, against the one in use. Counts of the parts add up;
 * `next` leads to the part after this one, null at the end.
 */
export interface DryRun {
  /** Records of this part. */
  tried: number;
  /** Records of all parts together. */
  total: number;
  next: string | null;
  /** Records with a field of that kind; one may be in several. */
  records: Record<TrialSide, number>;
  /** Fields with anything to tell, in the order of the rows. */
  fields: DryRunField[];
}

/** How many records have a value of this field that could not be mapped. */
export interface UnmappedCount {
  field: string;
  /** CRM field to blame. */
  crm: string;
  code: string;
  count: number;
}

/** One value that could not be mapped. The record keeps what it had of it. */
export interface UnmappedValue {
  local_id: string;
  remote_id: string;
  /** Its page in the CRM. */
  remote_url: string | null;
  label: string;
  field: string;
  crm: string;
  code: string;
  message: string;
  /** As the CRM has it. */
  raw: FieldValue;
  since: string;
}
