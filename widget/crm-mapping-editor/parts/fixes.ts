import { oneWaySteps } from '../../../shared/transforms.js';
import { alternatesOf } from '../state/alternates.js';
import { dropAlternate } from '../state/choose-field.js';
import { fitOf } from '../state/fit.js';
import { canPair } from '../state/picklist.js';
import type { RowProblem } from '../state/problems.js';
import type { RowView } from '../state/row-views.js';
import { withMove } from '../state/stages.js';
import { isDrift, isUnfit } from '../state/watched.js';
import { crmFieldOf, isValued } from './chips.js';
import { driftFixes } from './drift.js';
import { stepLabel, stepName } from './step-label.js';
import { unfitFixes } from './unfit.js';
import type { EditorView } from './view.js';

/** A button under a row that mends it, or goes where it is mended. */
export interface Fix {
  label: string;
  run: (anchor: HTMLElement) => void;
  /** Changes nothing, so that it is there for those who may only look. */
  isLooking?: true;
}

type Fixes = (view: EditorView, entry: RowView, problem: RowProblem) => Fix[];

const choose =
  (key: 'choose' | 'chooseAnother') =>
  (view: EditorView, { field }: RowView): Fix => ({
    label: view.t(key),
    run: (anchor) => view.openPicker(field, anchor),
  });
const another = choose('chooseAnother');

const leaveOut = (view: EditorView, { field }: RowView): Fix => ({
  label: view.t('leaveOut'),
  run: () => view.set(field, { crm: null }),
});

const makeOneWay = (view: EditorView, { field }: RowView, direction: 'from_crm' | 'to_crm'): Fix => ({
  label: view.t(direction, { crm: view.crm }),
  run: () => view.set(field, { direction }),
});

const convert = (view: EditorView, { field }: RowView): Fix => ({
  label: view.t('changeConversion'),
  run: (anchor) => view.openPanel('conversion', anchor, field),
});

const matchValues = (view: EditorView, { field }: RowView): Fix => ({
  label: view.t('matchValues'),
  run: () => view.openValues(field),
});

const rules = (view: EditorView, { field }: RowView): Fix => ({
  label: view.t('settings'),
  run: (anchor) => view.openPanel('rules', anchor, field),
});

const ofGone: Fixes = (view, entry, { crm }) => {
  const { field, row } = entry;
  const isOneOfMany = crm && alternatesOf(row.crm).length > 1;
  if (!isOneOfMany) return [another(view, entry), leaveOut(view, entry)];
  return [{ label: view.t('remove'), run: () => view.set(field, dropAlternate(row, crm)) }];
};

const ofClash: Fixes = (view, entry, { crm }) => {
  const { field, app, row } = entry;
  const found = view.crmFields.get(crm ?? alternatesOf(row.crm)[0] ?? '');
  const { transforms } = found ? fitOf(app, found, row.direction, view.country) : { transforms: [] };
  const add: Fix = {
    label: transforms.map((step) => stepLabel(view, step)).join(', '),
    run: () => view.set(field, { transforms }),
  };
  return [transforms.length && !row.transforms.length ? add : convert(view, entry), another(view, entry)];
};

const ofNoInverse: Fixes = (view, entry, { step }) => {
  const { field, row } = entry;
  const name = step ?? oneWaySteps(row)[0];
  const takeOut: Fix[] = name
    ? [
        {
          label: view.t('takeOut', { step: stepName(view, name) }),
          run: () => view.set(field, { transforms: row.transforms.filter((each) => each.name !== name) }),
        },
      ]
    : [];
  return [makeOneWay(view, entry, 'from_crm'), makeOneWay(view, entry, 'to_crm'), ...takeOut];
};

const ofStage: Fixes = (view, { field, row }, { outcome }) => [
  { label: view.t('chooseStage'), run: () => view.openStages(field) },
  ...(outcome
    ? [{ label: view.t('doNotMove'), run: () => view.set(field, { stages: withMove(row, outcome, null) }) }]
    : []),
];

const ofOutcome: Fixes = (view, entry, problem) => [
  ...(canPair(crmFieldOf(view, entry)) ? [matchValues(view, entry)] : []),
  ...ofStage(view, entry, problem),
];

/** By the code of the problem, the likeliest first. */
const FIXES: Readonly<Record<string, Fixes>> = {
  required_missing: (view, entry) => [choose('choose')(view, entry)],
  used_twice: (view, entry, { other }) => [
    ...(other ? [{ label: view.t('goToIt'), run: () => view.goTo(other) }] : []),
    another(view, entry),
  ],
  read_only: (view, entry) => [makeOneWay(view, entry, 'from_crm'), another(view, entry)],
  unknown_crm_field: ofGone,
  not_there: ofGone,
  unknown_option: (view, entry) => [
    ...(isValued(view, entry) || canPair(crmFieldOf(view, entry)) ? [matchValues(view, entry)] : []),
    another(view, entry),
  ],
  type_clash: ofClash,
  unknown_transform: (view, entry) => [convert(view, entry)],
  unknown_placeholder: (view, entry) => [convert(view, entry)],
  cycle: (view, entry) => [convert(view, entry), leaveOut(view, entry)],
  no_inverse: ofNoInverse,
  rule_unused: (view, { field }) => [
    { label: view.t('takeRuleOut'), run: () => view.set(field, { rule: null }) },
  ],
  condition_unused: (view, entry) => [
    { label: view.t('takeConditionOut'), run: () => view.set(entry.field, { when: null }) },
    rules(view, entry),
  ],
  stages_misplaced: (view, { field }) => [
    { label: view.t('takeStagesOut'), run: () => view.set(field, { stages: null }) },
  ],
  unknown_outcome: ofOutcome,
  unknown_stage: ofStage,
  drifted: (view, entry) => [another(view, entry), leaveOut(view, entry)],
  duplicate_row: (view, { field }) => [{ label: view.t('removeRow'), run: () => view.removeRow(field) }],
  unknown_app_field: (view, { field }) => [{ label: view.t('removeRow'), run: () => view.removeRow(field) }],
};

/** The buttons of a problem. */
export function fixesOf(view: EditorView, entry: RowView, problem: RowProblem): Fix[] {
  if (isUnfit(problem)) return unfitFixes(view, entry, problem);
  if (isDrift(problem)) return driftFixes(view, entry, problem);
  return FIXES[problem.code]?.(view, entry, problem) ?? [leaveOut(view, entry)];
}
