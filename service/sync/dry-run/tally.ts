import type { MappingRow } from '../../../shared/mapping.js';
import {
  type DryRun,
  type DryRunExample,
  type DryRunField,
  TRIAL_SIDES,
  type TrialSide,
} from '../../../shared/mapping-trials.js';
import type { FieldValue } from '../../../shared/records.js';
import { maskValue } from '../../mapping/mask-value.js';
import { showRaw } from '../../mapping/show-raw.js';
import type { Finding } from './try-record.js';

const MAX_EXAMPLES = 5;

type Counts = Omit<DryRunField, 'examples'> & { examples: Record<TrialSide, DryRunExample[]> };

/** Adds up what becomes of records. */
export class Tally {
  tried = 0;
  private readonly records = { crm: 0, app: 0, check: 0 };
  private readonly fields = new Map<string, Counts>();

  /** @param isShown whether the values of a field may be told as they are. */
  constructor(private readonly isShown: (field: string) => boolean) {}

  add(record: { remoteId: string | null; label: () => string }, findings: readonly Finding[]): void {
    this.tried += 1;
    const seen = new Set<string>();
    for (const finding of findings) {
      const { side, field } = finding;
      const key = `${side} ${field}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const counts = this.countsOf(field);
      counts[side] += 1;
      if (side === 'not_copied') continue;
      if (!seen.has(side)) this.records[side] += 1;
      seen.add(side);
      if (counts.examples[side].length < MAX_EXAMPLES)
        counts.examples[side].push(this.example(record.remoteId, record.label(), finding));
    }
  }

  /** What was added up, fields in the order of the rows. */
  result(rows: readonly MappingRow[]): Pick<DryRun, 'tried' | 'records' | 'fields'> {
    const order = new Map(rows.map(({ field }, index) => [field, index]));
    const place = ({ field }: Counts): number => order.get(field) ?? rows.length;
    const fields = [...this.fields.values()].sort((a, b) => place(a) - place(b));
    return {
      tried: this.tried,
      records: this.records,
      fields: fields.map(({ examples, ...counts }) => ({ ...counts, examples: chosen(examples) })),
    };
  }

  private countsOf(field: string): Counts {
    const known = this.fields.get(field);
    if (known) return known;
    const examples = { crm: [], app: [], check: [] };
    const counts: Counts = { field, crm: 0, app: 0, check: 0, not_copied: 0, examples };
    this.fields.set(field, counts);
    return counts;
  }

  private example(
    remoteId: string | null,
    label: string,
    finding: Exclude<Finding, { side: 'not_copied' }>,
  ): DryRunExample {
    const { side, field, before } = finding;
    const show = (value: unknown): FieldValue =>
      this.isShown(field) ? showRaw(value) : maskValue(showRaw(value));
    return {
      ...{ remote_id: remoteId, label, side, before: show(before) },
      ...{
        after: side === 'check' ? null : show(finding.after),
        error: side === 'check' ? finding.error.message : null,
        code: side === 'check' ? finding.error.code : null,
        without: side === 'check' ? finding.without : null,
      },
    };
  }
}

/** A few of each kind there is. */
function chosen(examples: Counts['examples']): DryRunExample[] {
  const list: DryRunExample[] = [];
  for (let n = 0; n < MAX_EXAMPLES; n += 1)
    for (const side of TRIAL_SIDES) list.push(...examples[side].slice(n, n + 1));
  return list.slice(0, MAX_EXAMPLES);
}
