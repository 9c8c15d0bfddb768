import { expect } from '@open-wc/testing';
import type { CrmField } from '../../../shared/mapping.js';
import { APP_FIELDS, type FieldType } from '../../../shared/records.js';
import { fitOf } from '../../../widget/crm-mapping-editor/state/fit.js';
import { Suggester, type Unmatched } from '../../../widget/crm-mapping-editor/state/suggest.js';
import { crmField } from './service.js';

const fits = (field: string, crm: CrmField) =>
  fitOf(APP_FIELDS.contact.find(({ name }) => name === field) ?? null, crm, 'both', 'IT');

const ours = (field: string, label: string, values: string[] = []): Unmatched => ({
  field,
  names: [field, label],
  values,
});

function suggest(unmatched: Unmatched[], crmFields: CrmField[], used: string[] = []) {
  return new Suggester(crmFields, fits).suggest(unmatched, new Set(used));
}

const field = (name: string, label: string, type: FieldType = 'text', samples: string[] = []) =>
  crmField(name, label, type, { samples });

/** Fields any CRM has, to choose wrongly among. */
const OTHERS = [
  field('hs_lead_status', 'Lead status', 'enum'),
  field('createdate', 'Create date', 'datetime'),
  field('notes_last_contacted', 'Last contacted', 'datetime'),
  field('lifecyclestage', 'Lifecycle stage', 'enum'),
  field('hs_score', 'HubSpot score', 'number'),
  field('zip', 'Postal code'),
];

describe('the suggestions of matches', () => {
  const TABLE: [name: string, ours: Unmatched, theirs: CrmField, how: string | null][] = [
    ['the same label', ours('custom.plan', 'Energy plan'), field('x_plan_9', 'Energy plan'), 'same'],
    ['the same API name', ours('custom.pod_code', 'Punto'), field('pod_code', 'POD'), 'same'],
    ['a name in one word', ours('first_name', 'First name'), field('firstname', 'Given'), 'same'],
    ['capitals inside a name', ours('custom.meter_type', 'x'), field('MeterType__c', 'y'), 'same'],
    ['accents', ours('custom.citta', 'Città'), field('city_1', 'Citta'), 'same'],
    ['another word', ours('title', 'Job title'), field('function', 'Position'), 'meaning'],
    ['Italian for English', ours('last_name', 'Last name'), field('cognome', 'Cognome'), 'meaning'],
    ['English for Italian', ours('custom.settore', 'Settore'), field('industry', 'Industry'), 'meaning'],
    ['a phrase', ours('custom.piva', 'Partita IVA'), field('tax', 'VAT number'), 'meaning'],
    [
      'a part of the name',
      ours('custom.yearly_use', 'Yearly use'),
      field('a', 'Annual usage, kWh'),
      'similar',
    ],
    ['a slip of the pen', ours('custom.adress', 'Adress line'), field('b', 'Address line'), 'similar'],
    [
      'the same values',
      ours('custom.k7', 'Fascia', ['F1', 'F2', 'F3']),
      field('band', 'Tariff', 'enum', ['F1', 'F2', 'F3']),
      null,
    ],
  ];
  for (const [name, mine, theirs, how] of TABLE) {
    it(`finds ${name}`, () => {
      const found = suggest([mine], [...OTHERS, theirs]).get(mine.field);
      expect(found?.crm.name).to.equal(theirs.name);
      expect(found?.reason.name ?? null).to.equal(how);
    });
  }

  const NOTHING: [name: string, ours: Unmatched, theirs: CrmField[], used?: string[]][] = [
    ['names that have nothing in common', ours('custom.shoe_size', 'Shoe size'), []],
    ['one common word among many', ours('custom.last_visit', 'Last visit'), []],
    [
      'a field the CRM fills in',
      ours('title', 'Job title'),
      [crmField('t', 'Job title', 'text', { read_only: true })],
    ],
    ['a link to other records', ours('title', 'Job title'), [field('t', 'Job title', 'ref')]],
    ['another kind of value', ours('email', 'Email'), [field('e', 'Email', 'date')]],
    ['a field that is used already', ours('title', 'Job title'), [field('t', 'Job title')], ['t']],
    [
      'yes and no on both sides',
      ours('custom.q', 'Q', ['true', 'false']),
      [field('w', 'W', 'boolean', ['true', 'false'])],
    ],
  ];
  for (const [name, mine, theirs, used] of NOTHING) {
    it(`suggests nothing for ${name}`, () => {
      expect([...suggest([mine], [...OTHERS, ...theirs], used).keys()]).to.deep.equal([]);
    });
  }

  it('counts the values found on both sides', () => {
    const mine = ours('custom.language', 'Language', ['Italian', 'English', 'German', 'Greek']);
    const theirs = field('hs_language', 'Preferred language', 'enum', ['italian', 'English', 'German']);
    const found = suggest([mine], [theirs, field('contract_lang', 'Contract language', 'text', ['IT'])]);
    expect(found.get('custom.language')).to.deep.include({
      crm: theirs,
      reason: { name: 'same', values: 3, isOnly: true },
      isSure: true,
    });
  });

  it('gives each field of the CRM to the one it fits best', () => {
    const found = suggest(
      [ours('custom.work_city', 'City of work'), ours('custom.town', 'City')],
      [field('city', 'City')],
    );
    expect([...found.keys()]).to.deep.equal(['custom.town']);
  });

  it('is not sure between two that come near each other, nor of one that needs a conversion', () => {
    const two = [field('mobile_1', 'Mobile phone', 'phone'), field('mobile_2', 'Mobile', 'phone')];
    const unsure = suggest([ours('custom.mobile', 'Mobile number')], two).get('custom.mobile');
    expect(unsure?.isSure).to.equal(false);
    const text = suggest([ours('phone_e164', 'Phone')], [field('phone', 'Phone', 'text')]).get('phone_e164');
    expect(text?.transforms).to.deep.equal([{ name: 'e164', country: 'IT' }]);
    expect(text?.isSure).to.equal(false);
  });

  it('takes any text for a name or a value, the names of objects’ own parts too', () => {
    const odd = ['', '__proto__', 'constructor', '–––', '🙂', 'a'.repeat(10_000)];
    const found = suggest(
      odd.map((name) => ours(name, name, odd)),
      odd.map((name) => field(name, name, 'text', odd)),
    );
    expect(found.get('constructor')?.crm.name).to.equal('constructor');
  });

  it('compares a thousand fields with a thousand in few steps', () => {
    let compared = 0;
    const mine = Array.from({ length: 1000 }, (_, at) => ours(`custom.field_${at}`, `Our field ${at}`));
    const theirs = Array.from({ length: 1000 }, (_, at) => field(`field_${at}`, `Their field ${at}`));
    const suggester = new Suggester(theirs, (name, crm) => {
      compared++;
      return fits(name, crm);
    });
    expect(suggester.compare(mine, 50)).to.equal(false);
    expect(compared).to.be.at.most(50 * 60);
    const found = suggester.suggest(mine, new Set());
    expect(found.get('custom.field_700')?.crm.name).to.equal('field_700');
    expect(compared).to.be.at.most(60_000);
    suggester.suggest(mine, new Set(['field_700']));
    expect(compared).to.be.at.most(60_000);
  });
});
