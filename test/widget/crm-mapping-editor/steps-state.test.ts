import { expect } from '@open-wc/testing';
import type { MappingFault, MappingRow, Transform, TransformName } from '../../../shared/mapping.js';
import { APP_FIELDS, type AppField } from '../../../shared/records.js';
import { TRANSFORM_INFO } from '../../../shared/transforms.js';
import {
  isWhole,
  newStep,
  readNumber,
  readValue,
  settingOf,
  stepsToAdd,
  typeAfter,
  withSetting,
} from '../../../widget/crm-mapping-editor/state/conversions.js';
import { dateExample } from '../../../widget/crm-mapping-editor/state/date-example.js';
import { countries, currencies } from '../../../widget/crm-mapping-editor/state/iso-names.js';
import { matchNames } from '../../../widget/crm-mapping-editor/state/match-names.js';
import { phoneCountry } from '../../../widget/crm-mapping-editor/state/phone-country.js';
import {
  hasValues,
  isGap,
  isMatched,
  valueTable,
  withCounterpart,
  withDefault,
  withOther,
  withPairs,
} from '../../../widget/crm-mapping-editor/state/picklist.js';
import { problemsHere, problemsOfFaults } from '../../../widget/crm-mapping-editor/state/problems.js';
import {
  findStage,
  moveTo,
  outcomesOf,
  stagesOf,
  withMove,
} from '../../../widget/crm-mapping-editor/state/stages.js';
import { mapping as english } from '../../../widget/locales/en/mapping.js';
import { mapping as italian } from '../../../widget/locales/it/mapping.js';
import { CRM_FIELDS, crmField, row } from './service.js';

const NAMES = Object.keys(TRANSFORM_INFO) as TransformName[];
const option = (value: string, label = value) => ({ value, label });

describe('the steps of a conversion', () => {
  const names = (app: string, crm: 'text' | 'number' | 'phone' | 'date', has: Transform[] = []) => {
    const type = Object.values(APP_FIELDS)
      .flat()
      .find(({ name }) => name === app)!.type;
    return stepsToAdd({ app: type, crm }, has);
  };

  it('offers those that lead to our kind of value first, and none that leads away or takes another kind', () => {
    expect(names('phone_e164', 'text').likely).to.include.members(['e164', 'trim']);
    expect(names('phone_e164', 'text').likely).not.to.include('country_iso');
    expect(names('close_date', 'text').likely).to.deep.equal(['date']);
    expect(names('close_date', 'text').other).not.to.include.members(['e164']);
    expect(names('close_date', 'text').other).not.to.include('boolean');
    expect(names('amount_cents', 'date').likely).to.deep.equal([]);
    expect(names('duration_s', 'number').likely).to.include('milliseconds');
  });

  it('offers a step once, but for replacing text, and none where there are ten', () => {
    const has: Transform[] = [{ name: 'trim' }, { name: 'replace', find: 'a', with: 'b' }];
    const { likely, other } = names('phone_e164', 'text', has);
    expect([...likely, ...other]).not.to.include('trim');
    expect([...likely, ...other]).to.include('replace');
    const ten = Array.from({ length: 10 }, (): Transform => ({ name: 'replace', find: 'a', with: 'b' }));
    expect(stepsToAdd({ app: null, crm: null }, ten)).to.deep.equal({ likely: [], other: [] });
  });

  it('offers every step for a field that takes anything', () => {
    const { likely, other } = stepsToAdd({ app: null, crm: null }, []);
    expect([...likely, ...other].sort()).to.deep.equal([...NAMES].sort());
  });

  it('follows the kind of a value through the chain', () => {
    expect(typeAfter('text', [{ name: 'trim' }, { name: 'number' }])).to.equal('number');
    expect(typeAfter('text', [])).to.equal('text');
  });

  it('gives every step all the settings it cannot do without, and knows which still want a value', () => {
    for (const name of NAMES) {
      const step = newStep(name, 'IT');
      for (const param of TRANSFORM_INFO[name].params) {
        expect(settingOf(step, param) === undefined, `${name} ${param.name}`).to.equal(
          param.optional ?? false,
        );
      }
    }
    const unfinished = NAMES.filter((name) => !isWhole(newStep(name, 'IT')));
    expect(unfinished.sort()).to.deep.equal(['constant', 'lookup', 'replace', 'template']);
    expect(isWhole({ name: 'replace', find: 'a', with: 'ab' })).to.equal(false);
    expect(isWhole({ name: 'template', template: '{first_name}' })).to.equal(true);
    expect(isWhole({ name: 'template', template: 'no field' })).to.equal(false);
  });

  it('sets a setting, takes an optional one away, and reads numbers only where they can be one', () => {
    const [format] = TRANSFORM_INFO.date.params;
    const dated = withSetting({ name: 'date' }, format!, 'dd/MM/yyyy');
    expect(dated).to.deep.equal({ name: 'date', format: 'dd/MM/yyyy' });
    expect(withSetting(dated, format!, undefined)).to.deep.equal({ name: 'date' });
    expect(readNumber({ name: 'multiply', by: 1 }, '0,5')).to.equal(0.5);
    expect(readNumber({ name: 'multiply', by: 1 }, '0')).to.equal(null);
    expect(readNumber({ name: 'multiply', by: 1 }, '0,')).to.equal(null);
    expect(readNumber({ name: 'multiply', by: 1 }, '-2')).to.equal(-2);
    expect(readNumber({ name: 'truncate', length: 1 }, '1.5')).to.equal(null);
    expect(readValue('12', 'integer')).to.equal(12);
    expect(readValue('12', 'text')).to.equal('12');
    expect(readValue('12.', 'number')).to.equal('12.');
    expect(readValue('0', 'number')).to.equal(0);
  });

  it('takes the country of phone numbers from a row that has one', () => {
    const rows = [row('a', 'b', { transforms: [{ name: 'e164', country: 'FR' }] })];
    expect(phoneCountry(rows, 'it')).to.equal('FR');
    expect(phoneCountry([], 'it')).to.equal('IT');
  });

  it('shows dates as the CRM writes them', () => {
    const at = new Date('2026-11-08T14:05:09.000Z');
    const examples = ['dd/MM/yyyy', 'd MMM yyyy', 'MM/dd/yyyy hh:mm a', 'epoch_s', 'iso_offset'];
    expect(examples.map((format) => dateExample(format, at))).to.deep.equal([
      '08/11/2026',
      '8 Nov 2026',
      '11/08/2026 02:05 PM',
      '1794146709',
      '2026-11-08T14:05:09+00:00',
    ]);
  });

  it('names countries and currencies in the page’s language', () => {
    expect(countries('it')).to.deep.include({ value: 'DE', label: 'Germania' });
    expect(countries('en').map(({ value }) => value)).not.to.include.members(['EU', 'AN', 'ZZ']);
    expect(currencies('en')).to.deep.include({ value: 'EUR', label: 'Euro' });
  });
});

describe('the values of a choice', () => {
  const direction = APP_FIELDS.activity.find(({ name }) => name === 'direction')!;
  const theirs = CRM_FIELDS.activity.find(({ name }) => name === 'hs_call_direction')!;
  const status = crmField('status', 'Status', 'enum', {
    options: ['NEW', 'OPEN', 'DEAD'].map((v) => option(v)),
  });
  const lines = (own: MappingRow, app: AppField | null, crm = status) =>
    valueTable(own, app, crm).lines.map(({ given, app: ours, crm: of }) => `${given}: ${ours} ${of}`);

  it('are paired only where the CRM does not use our own words', () => {
    const own = { ...theirs, options: [option('inbound'), option('outbound')] };
    const plain = row('direction', 'hs_call_direction');
    expect(hasValues(plain, direction, own)).to.equal(false);
    expect(hasValues(plain, direction, theirs)).to.equal(true);
    const one = withCounterpart(plain, { given: 'app', app: 'inbound', crm: '' }, 'INBOUND');
    expect(one).to.deep.equal({ values: [{ app: 'inbound', crm: 'INBOUND' }], other: 'empty' });
    const none = withCounterpart(
      { ...plain, picklist: one! },
      { given: 'app', app: 'inbound', crm: 'INBOUND' },
      '',
    );
    expect(none).to.equal(null);
  });

  it('have a line each of ours where they are written, and one of the CRM’s others where they are read', () => {
    const values = [{ app: 'inbound', crm: 'NEW' }];
    const both = row('direction', 'status', { picklist: { values, other: 'empty' } });
    expect(lines(both, direction)).to.deep.equal([
      'app: inbound NEW',
      'app: outbound ',
      'crm:  OPEN',
      'crm:  DEAD',
    ]);
    expect(lines({ ...both, direction: 'to_crm' }, direction)).to.deep.equal([
      'app: inbound NEW',
      'app: outbound ',
    ]);
    expect(lines({ ...both, direction: 'from_crm' }, direction)).to.deep.equal([
      'crm: inbound NEW',
      'crm:  OPEN',
      'crm:  DEAD',
    ]);
  });

  it('let several values of the CRM be one of ours, the first of which goes back', () => {
    const values = [{ app: 'inbound', crm: 'NEW' }];
    const both = row('direction', 'status', { picklist: { values, other: 'empty' } });
    const picklist = withCounterpart(both, { given: 'crm', app: '', crm: 'OPEN' }, 'inbound')!;
    expect(picklist.values).to.deep.equal([...values, { app: 'inbound', crm: 'OPEN' }]);
    expect(lines({ ...both, picklist }, direction)).to.include.members([
      'app: inbound NEW',
      'crm: inbound OPEN',
    ]);
  });

  it('come from the CRM’s list where ours is open', () => {
    const open = row('outcome', 'status');
    expect(lines(open, null)).to.deep.equal(['crm:  NEW', 'crm:  OPEN', 'crm:  DEAD']);
    const picklist = withPairs(open, [{ app: 'sold', crm: 'OPEN' }]);
    expect(lines({ ...open, picklist, direction: 'to_crm' }, null)).to.deep.equal(['app: sold OPEN']);
  });

  it('have a catch-all of each way, and are no gap where it speaks for the rest', () => {
    const gap = row('direction', 'status');
    expect(isGap(gap, valueTable(gap, direction, status))).to.equal(true);
    const kept = { ...gap, picklist: withOther(gap, 'keep')! };
    expect(isGap(kept, valueTable(kept, direction, status))).to.equal(false);
    const ours = withDefault(kept, 'app', 'inbound');
    const half = { ...gap, picklist: ours };
    expect(isGap(half, valueTable(half, direction, status))).to.equal(true);
    const both = withDefault({ ...gap, picklist: ours }, 'crm', 'NEW');
    expect(both).to.deep.equal({ values: [], other: 'default', default_app: 'inbound', default_crm: 'NEW' });
    expect(withOther({ ...gap, picklist: both }, 'hold')).to.deep.equal({ values: [], other: 'hold' });
  });

  it('stand for themselves where they are kept as they are and both sides know them', () => {
    const same = crmField('way', 'Way', 'enum', { options: [option('inbound'), option('out')] });
    const kept = row('direction', 'way', {
      picklist: { values: [{ app: 'outbound', crm: 'out' }], other: 'keep' },
    });
    expect(lines(kept, direction, same)).to.deep.equal(['app: inbound inbound', 'app: outbound out']);
  });

  it('are matched by equal names, else by similar ones, and left alone where two answer', () => {
    const app: AppField = {
      name: 'result',
      type: 'enum',
      options: ['interested', 'call back', 'not interested', 'no answer', 'busy'],
    };
    const crm = crmField('r', 'R', 'enum', {
      options: [
        option('INTERESTED', 'Interested'),
        option('X1', 'Call-back!'),
        option('NO_ANSWR', 'No answr'),
        option('B1', 'Busy'),
        option('B2', 'BUSY'),
      ],
    });
    const own = row('result', 'r', { direction: 'to_crm' });
    const table = valueTable(own, app, crm);
    const labelOf = (value: string) => crm.options.find((each) => each.value === value)?.label ?? value;
    const { same, similar } = matchNames(table, (_, value) => [value, labelOf(value)]);
    expect(same).to.deep.equal([
      { app: 'interested', crm: 'INTERESTED' },
      { app: 'call back', crm: 'X1' },
    ]);
    expect(similar).to.deep.equal([
      { app: 'not interested', crm: 'INTERESTED' },
      { app: 'no answer', crm: 'NO_ANSWR' },
    ]);
    const picklist = withPairs(own, same);
    expect(valueTable({ ...own, picklist }, app, crm).lines.filter(isMatched)).to.have.length(2);
  });
});

describe('the deals that results of calls move', () => {
  const stageField = crmField('dealstage', 'Stage', 'enum', {
    options: [
      { value: 'new', label: 'Sales: New', pipeline: 'p1', closed: false },
      { value: 'won', label: 'Sales: Won', pipeline: 'p1', closed: true },
      { value: 'new', label: 'Renewals: New', pipeline: 'p2', closed: false },
    ],
  });
  const pipelineField = crmField('pipeline', 'Pipeline', 'enum', {
    options: [option('p1', 'Sales'), option('p2', 'Renewals')],
  });
  const stages = stagesOf([crmField('dealname', 'Name', 'text'), pipelineField, stageField], []);

  it('finds stages and pipelines by what their options say, else by the field deals are matched with', () => {
    expect(stages.stages).to.have.length(3);
    expect(stages.pipelines.map(({ value }) => value)).to.deep.equal(['p1', 'p2']);
    const plain = crmField('phase', 'Phase', 'enum', { options: [option('a')] });
    expect(stagesOf([plain], [row('stage', 'phase')])).to.deep.equal({
      stages: plain.options,
      pipelines: [],
    });
  });

  it('names the pipeline where there are several, and keeps whether deals go back', () => {
    const move = moveTo(stages, stages.stages[2]!, { stage: 'won', backwards: true });
    expect(move).to.deep.equal({ stage: 'new', pipeline: 'p2', backwards: true });
    expect(findStage(stages, move)?.label).to.equal('Renewals: New');
    expect(findStage(stages, { stage: 'gone' })).to.equal(undefined);
  });

  it('takes results from our own list, the paired values, and the moves there are', () => {
    const own = row('outcome', 'x', {
      picklist: { values: [{ app: 'Interested', crm: '1' }], other: 'empty' },
      stages: { Old: { stage: 'won' } },
    });
    expect(outcomesOf(own, null)).to.deep.equal(['Interested', 'Old']);
    expect(withMove(own, 'Interested', { stage: 'new' })).to.deep.equal({
      Old: { stage: 'won' },
      Interested: { stage: 'new' },
    });
    expect(withMove(own, 'Old', null)).to.equal(null);
  });
});

describe('the words of problems', () => {
  /** Every code the service has; the compiler refuses a list that lacks one. */
  const CODES: Record<MappingFault['code'], true> = {
    unknown_app_field: true,
    unknown_crm_field: true,
    read_only: true,
    type_clash: true,
    used_twice: true,
    required_missing: true,
    unknown_option: true,
    unknown_transform: true,
    duplicate_row: true,
    missing_in_crm: true,
    rule_unused: true,
    stages_misplaced: true,
    unknown_outcome: true,
    unknown_stage: true,
    no_inverse: true,
    cycle: true,
    drifted: true,
    unknown_placeholder: true,
    condition_unused: true,
  };

  for (const code of Object.keys(CODES) as MappingFault['code'][]) {
    it(`are there in both languages: ${code}`, () => {
      const [problem] = problemsOfFaults([{ row: 0, field: 'a', code, severity: 'error', message: 'm' }], []);
      expect(english).to.have.property(`e_${problem!.code}`);
      expect(italian).to.have.property(`e_${problem!.code}`);
    });
  }

  it('are there for every step and every one of its settings', () => {
    for (const table of [english, italian]) {
      for (const name of NAMES) {
        expect(table).to.have.property(`t_${name}`);
        for (const param of TRANSFORM_INFO[name].params) {
          expect(table).to.have.property(`p_${name}_${param.name}`);
        }
      }
    }
  });

  it('blames a step that goes one way, unless its twin takes the rest of the same field, and one without its setting', () => {
    const crm = new Map(CRM_FIELDS.contact.map((field) => [field.name, field]));
    const codes = (...rows: MappingRow[]) =>
      problemsHere([row('email', 'email'), ...rows], APP_FIELDS.contact, crm).map(
        ({ field, code, step }) => `${field} ${code} ${step ?? ''}`,
      );
    const first = row('first_name', 'firstname', { transforms: [{ name: 'first_word' }] });
    const rest = row('last_name', 'firstname', { transforms: [{ name: 'after_first_word' }] });
    expect(codes(first)).to.deep.equal(['first_name no_inverse first_word']);
    expect(codes(first, rest)).to.deep.equal([]);
    const blank = row('title', 'jobtitle', { transforms: [{ name: 'replace', find: '', with: '' }] });
    expect(codes(blank)).to.deep.equal(['title unknown_transform replace']);
    const half = row('title', 'hs_lead_status', {
      picklist: { values: [], other: 'default', default_app: 'a' },
    });
    expect(codes(half)).to.deep.equal(['title unknown_option ']);
    expect(codes({ ...half, direction: 'from_crm' })).to.deep.equal([]);
  });
});
