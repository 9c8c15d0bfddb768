import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkMapping } from '../../../service/mapping/check-mapping.js';
import { compileMapping } from '../../../service/mapping/compile-mapping.js';
import { dealStagesOf } from '../../../service/mapping/deal-stages.js';
import type { MappingRow, PicklistOther, StageMove } from '../../../shared/mapping.js';
import type { ObjectName } from '../../../shared/records.js';
import { crmFieldMap, mapRow } from './helpers.js';

const DEALS = dealStagesOf({ field: 'dealstage', pipelineField: 'pipeline' }, [
  ...crmFieldMap({
    dealstage: {
      options: [
        { value: 'new', label: 'New', pipeline: 'sales' },
        { value: 'called', label: 'Called', pipeline: 'renewals' },
      ],
    },
    pipeline: {
      options: [
        { value: 'sales', label: 'Sales' },
        { value: 'renewals', label: 'Renewals' },
      ],
    },
  }).values(),
]);
const FIELDS = crmFieldMap({ outcome: 'text', title: 'text' });

const outcomeRow = (stages: Record<string, StageMove>, other: PicklistOther = 'empty'): MappingRow =>
  mapRow('outcome', 'outcome', { stages, picklist: { values: [{ app: 'yes', crm: 'YES' }], other } });

const faultsOf = (row: MappingRow, stages: typeof DEALS | null = DEALS, object: ObjectName = 'activity') =>
  checkMapping(object, [row], FIELDS, { label: 'HubSpot', stages })
    .filter(({ code }) => code !== 'required_missing')
    .map(({ code, severity, outcome, message }) => [code, severity, outcome, message]);

test('stages that exist, of outcomes that are written, have no fault', () => {
  assert.deepEqual(faultsOf(outcomeRow({ yes: { stage: 'new' } })), []);
  assert.deepEqual(faultsOf(outcomeRow({ yes: { stage: 'new', pipeline: 'sales', backwards: true } })), []);
  assert.deepEqual(faultsOf(outcomeRow({})), []);
});

test('a stage that deals do not have is an error that names the outcome', () => {
  assert.deepEqual(faultsOf(outcomeRow({ yes: { stage: 'nowhere' } })), [
    ['unknown_stage', 'error', 'yes', '“yes”: deals in HubSpot have no stage “nowhere”.'],
  ]);
});

test('a stage of another pipeline than the one named, or of none there is, is an error', () => {
  const faults = [
    { stage: 'called', pipeline: 'sales' },
    { stage: 'new', pipeline: 'none' },
  ].flatMap((move) => faultsOf(outcomeRow({ yes: move })));
  assert.deepEqual(
    faults.map(([code, , , message]) => [code, message]),
    [
      ['unknown_stage', '“yes”: “Sales” in HubSpot has no stage “called”.'],
      ['unknown_stage', '“yes”: HubSpot has no pipeline “none” of deals.'],
    ],
  );
});

test('while the stages are not known none is called unknown', () => {
  assert.deepEqual(faultsOf(outcomeRow({ yes: { stage: 'nowhere' } }), null), []);
});

test('an outcome that no pair names is an error, unless the row keeps such values or pairs none', () => {
  const stages = { maybe: { stage: 'new' } };
  for (const other of ['empty', 'hold'] as const)
    assert.deepEqual(
      faultsOf(outcomeRow(stages, other)).map(([code, severity, outcome]) => [code, severity, outcome]),
      [['unknown_outcome', 'error', 'maybe']],
    );
  assert.deepEqual(faultsOf(outcomeRow(stages, 'keep')), []);
  assert.deepEqual(faultsOf(mapRow('outcome', 'outcome', { stages })), []);
  assert.deepEqual(faultsOf(mapRow('outcome', null, { stages })), []);
});

test('any other field that moves deals is an error', () => {
  const stages = { yes: { stage: 'new' } };
  const misplaced = [
    faultsOf(mapRow('subject', 'title', { stages })),
    faultsOf(mapRow('title', 'title', { stages }), DEALS, 'deal'),
  ];
  assert.deepEqual(
    misplaced.map((faults) => faults.map(([code]) => code)),
    [['stages_misplaced'], ['stages_misplaced']],
  );
});

test('a compiled mapping knows the moves of outcomes, also where the outcome itself is left out', () => {
  const stages = { yes: { stage: 'new' } };
  for (const row of [outcomeRow(stages), mapRow('outcome', null, { stages })])
    assert.deepEqual([...compileMapping('activity', [row]).stages], [['yes', { stage: 'new' }]]);
  assert.equal(compileMapping('activity', [mapRow('subject', 'title', { stages })]).stages.size, 0);
  assert.equal(compileMapping('activity', [outcomeRow(stages)]).stages.get('constructor'), undefined);
});
