import { expect } from '@open-wc/testing';
import type { MappingRow } from '../../../shared/mapping.js';
import { APP_FIELDS } from '../../../shared/records.js';
import { chooseField, dropAlternate } from '../../../widget/crm-mapping-editor/state/choose-field.js';
import {
  applyEdit,
  changedFields,
  findRow,
  newDraft,
  type RowPatch,
} from '../../../widget/crm-mapping-editor/state/edits.js';
import { fitOf } from '../../../widget/crm-mapping-editor/state/fit.js';
import { pickItems, pickOptions } from '../../../widget/crm-mapping-editor/state/pick-list.js';
import {
  joinProblems,
  problemsHere,
  problemsOfFaults,
  problemsOfRefusal,
  withoutNeverThere,
} from '../../../widget/crm-mapping-editor/state/problems.js';
import { windowOf } from '../../../widget/crm-mapping-editor/state/window-of.js';
import { CRM_FIELDS, crmField, row } from './service.js';

const EMAIL = row('email', 'email', { transforms: [{ name: 'lower' }] });
const NAME = row('first_name', 'firstname');
const START = newDraft([EMAIL, NAME], 3);
const contactField = (name: string) => APP_FIELDS.contact.find((field) => field.name === name)!;
const crmOf = (name: string) => CRM_FIELDS.contact.find((field) => field.name === name)!;
const byName = new Map(CRM_FIELDS.contact.map((field) => [field.name, field]));
const codes = (rows: MappingRow[]) =>
  problemsHere(rows, APP_FIELDS.contact, byName).map(({ field, code }) => `${field} ${code}`);

describe('the edits of a mapping', () => {
  it('undoes and redoes each edit, and forgets what was undone at the next edit', () => {
    const one = applyEdit(START, { do: 'set', field: 'email', patch: { direction: 'to_crm' } });
    const two = applyEdit(one, { do: 'set', field: 'title', patch: { crm: 'jobtitle' } });
    expect(changedFields(two)).to.deep.equal(['email', 'title']);
    const back = applyEdit(applyEdit(two, { do: 'undo' }), { do: 'undo' });
    expect(back.rows).to.equal(START.rows);
    expect(applyEdit(back, { do: 'undo' })).to.equal(back);
    const again = applyEdit(back, { do: 'redo' });
    expect(again.rows).to.equal(one.rows);
    const other = applyEdit(again, { do: 'set', field: 'first_name', patch: { crm: null } });
    expect(applyEdit(other, { do: 'redo' })).to.equal(other);
  });

  it('keeps a row’s rule, whatever else of the row is edited', () => {
    const ruled: MappingRow = { ...NAME, rule: 'host_wins' };
    const start = newDraft([EMAIL, ruled], 3);
    const [option] = pickOptions([crmOf('lastname')], (crm) =>
      fitOf(contactField('first_name'), crm, 'both', 'IT'),
    );
    const patches: RowPatch[] = [
      { direction: 'to_crm' },
      { transforms: [{ name: 'trim' }] },
      { picklist: { values: [], other: 'keep' } },
      { picklist: null },
      chooseField(ruled, option!, byName),
      dropAlternate({ ...ruled, crm: 'firstname|lastname' }, 'lastname'),
    ];
    for (const patch of patches) {
      const draft = applyEdit(start, { do: 'set', field: 'first_name', patch });
      expect(findRow(draft.rows, 'first_name')?.rule).to.equal('host_wins');
    }
  });

  it('sets a row’s settings and takes them away, and sees stages of a row that is left out', () => {
    const set = (patch: RowPatch, draft = START) =>
      applyEdit(draft, { do: 'set', field: 'first_name', patch });
    const full = set({ rule: 'host_wins', when: 'if_empty', required: true });
    expect(findRow(full.rows, 'first_name')).to.deep.equal({
      ...NAME,
      rule: 'host_wins',
      when: 'if_empty',
      required: true,
    });
    const none = set({ rule: null, when: null, required: null }, full);
    expect(findRow(none.rows, 'first_name')).to.deep.equal(NAME);
    const moves = applyEdit(START, {
      do: 'set',
      field: 'outcome',
      patch: { stages: { won: { stage: 'closedwon' } } },
    });
    expect(changedFields(moves)).to.deep.equal(['outcome']);
  });

  it('counts typing in one parameter as one step', () => {
    const type = (length: number, draft = START) =>
      applyEdit(draft, {
        do: 'set',
        field: 'email',
        patch: { transforms: [{ name: 'truncate', length }] },
        mergeKey: 'email 0',
      });
    expect(applyEdit(type(25, type(2)), { do: 'undo' }).rows).to.equal(START.rows);
  });

  it('takes a row as unchanged when only the order of keys differs, or when it is left out either way', () => {
    const saved = [row('phone_e164', 'phone', { transforms: [{ country: 'IT', name: 'e164' }] })];
    const rows = [
      row('phone_e164', 'phone', { transforms: [{ name: 'e164', country: 'IT' }] }),
      row('title', null),
    ];
    expect(changedFields({ saved, rows })).to.deep.equal([]);
  });

  it('restores one row and leaves the other edits', () => {
    const edited = ['email', 'first_name'].reduce(
      (draft, field) => applyEdit(draft, { do: 'set', field, patch: { crm: null } }),
      START,
    );
    expect(changedFields(applyEdit(edited, { do: 'restore', field: 'email' }))).to.deep.equal(['first_name']);
  });

  it('keeps what was edited while a save was on its way', () => {
    const sent = applyEdit(START, { do: 'set', field: 'email', patch: { crm: 'mail' } });
    const later = applyEdit(sent, { do: 'set', field: 'first_name', patch: { crm: null } });
    const saved = applyEdit(later, { do: 'saved', sent: sent.rows, rows: sent.rows, version: 4 });
    expect(saved.version).to.equal(4);
    expect(changedFields(saved)).to.deep.equal(['first_name']);
  });
});

describe('the fit of a CRM field', () => {
  const fit = (app: string, crm: Parameters<typeof fitOf>[1], direction: MappingRow['direction'] = 'both') =>
    fitOf(contactField(app), crm, direction, 'IT');

  it('offers the conversion a kind of value needs', () => {
    expect(fit('phone_e164', crmOf('phone'))).to.deep.include({
      level: 'fits',
      transforms: [{ name: 'e164', country: 'IT' }],
    });
    expect(fit('country_iso', crmOf('country'))).to.deep.include({
      level: 'converts',
      transforms: [{ name: 'country_iso' }],
    });
    expect(fit('title', crmOf('jobtitle'))).to.deep.include({ level: 'fits', transforms: [] });
  });

  it('says why a field cannot be used', () => {
    expect(fit('title', crmOf('hs_portal_lang')).reason).to.equal('readOnlyInCrm');
    expect(fit('title', crmOf('associatedcompanyid')).reason).to.equal('linksRecords');
    expect(fit('email', crmOf('createdate'), 'from_crm').reason).to.equal('otherKind');
  });

  it('lets a field the CRM fills in be read', () => {
    expect(fit('title', crmOf('hs_portal_lang'), 'from_crm').level).to.equal('fits');
  });
});

describe('the search of a CRM field', () => {
  const options = pickOptions(CRM_FIELDS.contact, (crm) => fitOf(contactField('title'), crm, 'both', 'IT'));
  const found = (search: string) =>
    pickItems(options, search).map((item) =>
      item.kind === 'group' ? `# ${item.level}` : item.option.crm.name,
    );

  it('groups what it finds and leaves empty groups out', () => {
    expect(found('lang')).to.deep.equal([
      '# fits',
      'hs_language',
      'contract_lang',
      '# cannot',
      'hs_portal_lang',
    ]);
  });

  it('finds by label, by API name and without accents, the label that begins so first', () => {
    expect(found('name')).to.deep.equal(['# fits', 'firstname', 'lastname']);
    expect(found('HS_LEAD')[1]).to.equal('hs_lead_status');
    const accented = pickOptions([crmField('citta', 'Città', 'text')], () => ({
      level: 'fits',
      transforms: [],
    }));
    expect(pickItems(accented, 'citta')).to.have.length(2);
    expect(found('phone')).to.deep.equal(['# fits', 'phone', 'mobilephone']);
  });
});

describe('the drawn part of a long list', () => {
  it('covers what is visible and keeps the height of the rest', () => {
    const heights = Array.from({ length: 1000 }, () => 30);
    const { start, end, before, after } = windowOf(heights, 15_000, 300, 60);
    expect(start * 30).to.equal(before);
    expect(before).to.be.at.most(15_000 - 30);
    expect(end - start).to.be.at.most(16);
    expect(before + (end - start) * 30 + after).to.equal(30_000);
  });

  it('draws nothing of an empty list', () => {
    expect(windowOf([], 0, 300)).to.deep.equal({ start: 0, end: 0, before: 0, after: 0 });
  });
});

describe('choosing a field', () => {
  const option = (name: string) => ({
    crm: crmOf(name),
    fit: fitOf(contactField('phone_e164'), crmOf(name), 'both', 'IT'),
    label: '',
    text: '',
  });

  it('keeps the conversion while the kind of value stays, else starts with the one it needs', () => {
    const phone = row('phone_e164', 'phone', { transforms: [{ name: 'e164', country: 'FR' }] });
    expect(chooseField(phone, option('mobilephone'), byName).transforms).to.deep.equal(phone.transforms);
    expect(chooseField(phone, option('jobtitle'), byName).transforms).to.deep.equal([
      { name: 'e164', country: 'IT' },
    ]);
  });

  it('drops value pairs the new field does not know, and the picklist with the last one', () => {
    const values = [{ app: 'a', crm: 'NEW' }];
    const status = row('custom.status', 'lead', { picklist: { values, other: 'hold' } });
    expect(chooseField(status, option('hs_lead_status'), byName).picklist).to.deep.equal(status.picklist);
    expect(chooseField(status, option('jobtitle'), byName).picklist).to.equal(null);
    const caught = { ...status.picklist!, other: 'default' as const, default_app: 'a', default_crm: 'GONE' };
    expect(
      chooseField({ ...status, picklist: caught }, option('hs_lead_status'), byName).picklist,
    ).to.deep.equal({
      values,
      other: 'default',
      default_app: 'a',
    });
  });

  it('leaves the field out when the last alternate is dropped', () => {
    expect(dropAlternate(row('title', 'a|b'), 'a').crm).to.equal('b');
    expect(dropAlternate(row('title', 'b'), 'b').crm).to.equal(null);
  });
});

describe('the problems of rows', () => {
  it('finds a field used twice only where both rows are sent', () => {
    expect(codes([EMAIL, row('first_name', 'lastname'), row('last_name', 'lastname')])).to.deep.equal([
      'first_name used_twice',
      'last_name used_twice',
    ]);
    const reads = row('last_name', 'lastname', { direction: 'from_crm' });
    expect(codes([EMAIL, row('first_name', 'lastname'), reads])).to.deep.equal([]);
  });

  it('finds what is required and missing, gone from the CRM, filled in by the CRM, and one way only', () => {
    expect(codes([NAME])).to.deep.equal(['email required_missing']);
    expect(codes([EMAIL, row('title', 'gone|jobtitle')])).to.deep.equal(['title unknown_crm_field']);
    expect(codes([EMAIL, row('title', 'hs_portal_lang')])).to.deep.equal(['title read_only']);
    const half = row('first_name', 'firstname', { transforms: [{ name: 'first_word' }] });
    expect(codes([EMAIL, half])).to.deep.equal(['first_name no_inverse']);
    expect(codes([EMAIL, { ...half, direction: 'to_crm' }])).to.deep.equal([]);
  });

  it('asks for a field where the preset names one that the account never had, and passes over an alternate', () => {
    const rows = [EMAIL, row('title', 'gone|jobtitle'), row('last_name', 'gone')];
    const told = (base: MappingRow[], gone: string[] = []) =>
      [
        ...withoutNeverThere(
          joinProblems(problemsHere(rows, APP_FIELDS.contact, byName), [], rows),
          rows,
          base,
          new Set(gone),
        ),
      ]
        .flatMap(([field, list]) => list.map(({ code, severity }) => `${field} ${code} ${severity}`))
        .sort();
    expect(told(rows)).to.deep.equal(['last_name not_there warning']);
    const all = ['last_name unknown_crm_field error', 'title unknown_crm_field warning'];
    expect(told(rows, ['gone'])).to.deep.equal(all);
    expect(told([EMAIL])).to.deep.equal(all);
  });

  it('names required CRM fields that no row fills', () => {
    const fields = new Map([...byName, ['lead', crmField('lead', 'Lead', 'text', { required: true })]]);
    const [problem] = problemsHere([EMAIL], APP_FIELDS.contact, fields);
    expect(problem).to.deep.include({ field: '', crm: 'lead', severity: 'warning' });
  });

  it('keeps a fault of the service until its row is another one', () => {
    const rows = [EMAIL, NAME];
    const found = problemsOfFaults(
      [{ row: 1, field: 'first_name', code: 'type_clash', severity: 'warning', message: 'm' }],
      rows,
    );
    expect(joinProblems([], found, rows).get('first_name')).to.have.length(1);
    const edited = [EMAIL, row('first_name', 'lastname')];
    expect(joinProblems([], found, edited).size).to.equal(0);
  });

  it('reads a refused save by the rows that were sent', () => {
    const found = problemsOfRefusal(
      [
        { path: 'rows.1.crm', code: 'read_only', message: 'm' },
        { path: 'rows.9.crm', code: 'read_only', message: 'm' },
        { path: 'rows.0.crm', code: 'type_clash', message: 'm', field: 'email' },
        { path: 'rows.0.stages.Not now.', code: 'unknown_stage', message: 'm', field: 'email' },
        { path: 'rows.1.transforms.0.find', code: 'too_small', message: 'm' },
      ],
      [EMAIL, NAME],
    );
    expect(found.map(({ field, code, outcome = '' }) => `${field} ${code} ${outcome}`)).to.deep.equal([
      'first_name read_only ',
      'email type_clash ',
      'email unknown_stage Not now.',
      'first_name unknown_transform ',
    ]);
  });
});
