import type { ConflictRule } from '../../shared/mapping.js';
import type { FieldValue } from '../../shared/records.js';

/** One field as the two sides have it. */
export interface FieldSides {
  host: FieldValue;
  crm: FieldValue;
  /** What each side had when they last agreed; null when they meet for the first time. */
  base: { host: FieldValue; crm: FieldValue } | null;
  rule: ConflictRule;
}

/** `both`: they say the same. `neither`: they differ, and each keeps its own. */
export type Winner = 'host' | 'crm' | 'both' | 'neither';

/**
 * Why a decision fell as it did. `settled_before`: no side moved since they last agreed to differ. `rule`: both moved,
 * or the rule does not let the host write.
 */
export type Why = 'same' | 'settled_before' | 'only_host_changed' | 'only_crm_changed' | 'rule';

export interface Decision {
  winner: Winner;
  /** What the CRM holds once the decision is carried out. */
  value: FieldValue;
  /** True when that must be written to the CRM; never otherwise. */
  toCrm: boolean;
  /** True when both bases may move to what the sides have now; a value to be written settles once the CRM took it. */
  settled: boolean;
  why: Why;
}

/** What a rule looks at: two sides that differ, of which at least one has changed. */
export interface Conflict {
  hostChanged: boolean;
  crmChanged: boolean;
  isCrmEmpty: boolean;
}

/** One rule: whose value counts. */
export type Rule = (conflict: Conflict) => Exclude<Winner, 'both'>;
