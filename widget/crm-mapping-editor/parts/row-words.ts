import { defaultRule, type MappingRow } from '../../../shared/mapping.js';
import { formatList } from '../../internal/format.js';
import { alternatesOf } from '../state/alternates.js';
import { findStage } from '../state/stages.js';
import { stepLabel } from './step-label.js';
import { crmLabel, type EditorView, valueLabel } from './view.js';

type Row = MappingRow | null | undefined;

/** One part of a row in plain words, as it was and as it will be. */
export interface RowLine {
  label: string;
  before: string;
  after: string;
}

/** All of a row in one line: "Mobile, else Phone · Both ways · International, IT". Empty for a field left out. */
export function rowSummary(view: EditorView, row: Row): string {
  if (!row?.crm) return '';
  const parts = [crmLabel(view, row.crm), view.t(row.direction, { crm: view.crm })];
  if (row.transforms.length) parts.push(conversionWords(view, row));
  if (row.picklist) parts.push(valuesWords(view, row));
  if (row.when) parts.push(view.t(`when_${row.when}`));
  return parts.join(' · ');
}

/** What differs between two rows of one field that are both in use. */
export function rowLines(view: EditorView, before: MappingRow, after: MappingRow): RowLine[] {
  const line = (label: string, words: (row: MappingRow) => string): RowLine => ({
    label,
    before: words(before),
    after: words(after),
  });
  const { crm } = view;
  return [
    line(view.t('h_crm', { crm }), (row) => crmLabel(view, row.crm)),
    line(view.t('h_direction'), ({ direction }) => view.t(direction, { crm })),
    line(view.t('h_transforms'), (row) => conversionWords(view, row)),
    ...valueLines(view, before, after),
    line(view.t('h_when'), ({ when }) => view.t(`when_${when ?? 'always'}`)),
    line(view.t('h_required'), ({ required }) => view.t(required ? 'yes' : 'no')),
    line(view.t('h_rule'), (row) => ruleWords(view, row)),
    line(view.t('h_stages'), (row) => stageWords(view, row)),
  ].filter((each) => each.before !== each.after);
}

const conversionWords = (view: EditorView, { transforms }: MappingRow): string =>
  transforms.map((step) => stepLabel(view, step)).join(', ') || view.t('none');

function valuesWords(view: EditorView, { picklist }: MappingRow): string {
  const pairs = picklist?.values ?? [];
  const n = pairs.filter(({ crm }) => crm).length;
  return view.t('nOfValues', { n: view.n(n), count: view.n(pairs.length) });
}

/** A line for each value of ours that is translated in another way, and for all others. */
function valueLines(view: EditorView, before: MappingRow, after: MappingRow): RowLine[] {
  const pairs = [before, after].map((row) => new Map(row.picklist?.values.map(({ app, crm }) => [app, crm])));
  const values = new Set(pairs.flatMap((each) => [...each.keys()]));
  const options = view.crmFields.get(alternatesOf(after.crm)[0] ?? '')?.options ?? [];
  const words = (crm: string | undefined) =>
    options.find(({ value }) => value === crm)?.label ?? (crm || view.t('nothing'));
  const other = (row: MappingRow) => otherWords(view, row, words);
  return [
    ...[...values].map((value) => ({
      label: view.t('h_value', { value: valueLabel(view, value) }),
      before: words(pairs[0]?.get(value)),
      after: words(pairs[1]?.get(value)),
    })),
    { label: view.t('h_other'), before: other(before), after: other(after) },
  ];
}

/** What becomes of a value that is in no pair. */
function otherWords(view: EditorView, { picklist }: MappingRow, crmWords: (crm: string) => string): string {
  const { other = 'keep', default_app: ours, default_crm: theirs } = picklist ?? {};
  const defaults = [
    ...(ours === undefined ? [] : [valueLabel(view, ours)]),
    ...(theirs === undefined ? [] : [crmWords(theirs)]),
  ];
  return [view.t(`other_${other}`), ...(other === 'default' ? defaults : [])].join(' · ');
}

const ruleWords = (view: EditorView, { field, rule }: MappingRow): string =>
  view.t(`rule_${rule ?? defaultRule(view.object, field)}`, { crm: view.crm, app: view.app });

function stageWords(view: EditorView, { stages = {} }: MappingRow): string {
  const moves = Object.entries(stages).map(([outcome, move]) => {
    const known = view.dealStages();
    const stage = known.is === 'known' ? findStage(known, move)?.label : undefined;
    return view.t('h_stagesAfter', { outcome: valueLabel(view, outcome), stage: stage ?? move.stage });
  });
  return moves.length ? formatList(view.tag, moves) : view.t('nothing');
}
