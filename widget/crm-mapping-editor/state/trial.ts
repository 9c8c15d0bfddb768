import type { DryRun, DryRunField } from '../../../shared/mapping-trials.js';

type Example = DryRunField['examples'][number];

/** What trying a mapping found so far. `next` is null once every record was tried. */
export type Trial = DryRun;

/** Most examples kept of a field for each side: what a person reads to understand it, not all there is. */
const EXAMPLES = 20;

/** Two pages of a dry run as one: counts added up, a few examples of each side kept. */
export function addUp(sum: Trial | null, page: DryRun): Trial {
  if (!sum) return page;
  const { records } = sum;
  return {
    tried: sum.tried + page.tried,
    total: page.total,
    next: page.next,
    records: {
      crm: records.crm + page.records.crm,
      app: records.app + page.records.app,
      check: records.check + page.records.check,
    },
    fields: page.fields.reduce(withField, sum.fields),
  };
}

function withField(fields: DryRunField[], more: DryRunField): DryRunField[] {
  const had = fields.find(({ field }) => field === more.field);
  if (!had) return [...fields, more];
  const joined: DryRunField = {
    field: had.field,
    crm: had.crm + more.crm,
    app: had.app + more.app,
    check: had.check + more.check,
    not_copied: had.not_copied + more.not_copied,
    examples: fewOfEach([...had.examples, ...more.examples]),
  };
  return fields.map((each) => (each === had ? joined : each));
}

function fewOfEach(examples: readonly Example[]): Example[] {
  const kept = { crm: 0, app: 0, check: 0 };
  return examples.filter(({ side }) => kept[side]++ < EXAMPLES);
}

/** Fields where anything would change, those to check first, then those most changes are in. */
export function fieldsToShow({ fields }: Trial): DryRunField[] {
  const weight = ({ crm, app, not_copied }: DryRunField) => crm + app + not_copied;
  return fields
    .filter((each) => each.check || weight(each))
    .sort((one, other) => other.check - one.check || weight(other) - weight(one));
}
