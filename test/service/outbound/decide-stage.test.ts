import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dealStagesOf } from '../../../service/mapping/deal-stages.js';
import { decideStage } from '../../../service/outbound/decide-stage.js';
import type { FieldOption } from '../../../shared/mapping.js';
import { crmFieldMap } from '../mapping/helpers.js';

const stage = (value: string, pipeline: string, closed?: boolean): FieldOption => ({
  value,
  label: `Label of ${value}`,
  pipeline,
  ...(closed === undefined ? {} : { closed }),
});
const names = { field: 'stage', pipelineField: 'pipeline' };
/** Two pipelines that both have a stage `new`, and stages about which nothing is told. */
const STAGES = dealStagesOf(names, [
  ...crmFieldMap({
    stage: {
      options: [
        ...[stage('new', 'sales', false), stage('offer', 'sales', false), stage('done', 'sales', true)],
        ...[stage('new', 'renewals', false), stage('called', 'renewals', false), stage('won', 'renewals')],
      ],
    },
    pipeline: { options: ['sales', 'renewals'].map((value) => ({ value, label: value })) },
  }).values(),
]);
const decide = (
  values: Record<string, unknown>,
  target: string,
  more: { pipeline?: string; backwards?: boolean } = {},
) => decideStage(values, { stage: target, pipeline: null, backwards: false, ...more }, STAGES);
const at = (value: unknown, pipeline: unknown = 'sales') => ({ stage: value, pipeline });

for (const [what, values, target, more, decision] of [
  ['a deal moves forwards', at('new'), 'offer', {}, 'move'],
  ['a deal moves to a closed stage', at('new'), 'done', {}, 'move'],
  ['a deal without a stage moves', at(null), 'offer', {}, 'move'],
  ['a deal whose pipeline is not told moves', at('new', null), 'offer', {}, 'move'],
  ['a deal at the stage is there already', at('offer'), 'offer', {}, 'already_there'],
  ['a closed deal at the stage is there already', at('done'), 'done', {}, 'already_there'],
  ['a closed deal is not moved', at('done'), 'offer', {}, 'deal_closed'],
  ['a closed deal is not moved back either', at('done'), 'new', { backwards: true }, 'deal_closed'],
  ['closed goes before another pipeline', at('done'), 'called', {}, 'deal_closed'],
  [
    'a name that says won is closed where nothing is told',
    at('won', 'renewals'),
    'called',
    {},
    'deal_closed',
  ],
  ['a stage that is no longer listed is judged by its name', at('old-lost'), 'offer', {}, 'deal_closed'],
  ['a stage that is not listed and open may be left', at('ancient'), 'offer', {}, 'move'],
  ['a deal that came further stays', at('offer'), 'new', {}, 'deal_further_on'],
  ['a deal that came further moves back where told', at('offer'), 'new', { backwards: true }, 'move'],
  ['a stage of another pipeline is refused', at('offer'), 'called', {}, 'other_pipeline'],
  [
    'another pipeline than the one told is refused',
    at('new'),
    'new',
    { pipeline: 'renewals' },
    'other_pipeline',
  ],
  ['the stage of the deal’s own pipeline is meant', at('called', 'renewals'), 'new', {}, 'deal_further_on'],
  ['a stage that is not listed is left to the CRM', at('new'), 'brand-new', {}, 'move'],
  ['values may be numbers', at(7), '7', {}, 'already_there'],
] as const) {
  test(what, () => assert.equal(decide(values, target, more), decision));
}

test('a CRM without pipelines only has an order', () => {
  const stages = dealStagesOf({ field: 'stage', pipelineField: null }, [
    ...crmFieldMap({ stage: { options: ['a', 'b'].map((value) => ({ value, label: value })) } }).values(),
  ]);
  const move = { stage: 'a', pipeline: null, backwards: false };
  assert.equal(decideStage({ stage: 'b', pipeline: 'x' }, move, stages), 'deal_further_on');
  assert.equal(decideStage({ stage: 'a' }, { ...move, stage: 'b' }, stages), 'move');
});
