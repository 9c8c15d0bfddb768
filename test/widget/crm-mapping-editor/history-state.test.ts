import { expect } from '@open-wc/testing';
import type { DryRun, DryRunExample, DryRunField } from '../../../shared/mapping-trials.js';
import { readMappingFile } from '../../../widget/crm-mapping-editor/state/mapping-file.js';
import { clashesOf, settleRows } from '../../../widget/crm-mapping-editor/state/three-ways.js';
import { addUp, fieldsToShow } from '../../../widget/crm-mapping-editor/state/trial.js';
import { row } from './service.js';

const EMAIL = row('email', 'email');
const NAME = row('first_name', 'firstname');
const TITLE = row('title', 'jobtitle');

describe('rows two people changed', () => {
  const mine = [row('email', 'work_email'), row('first_name', 'nickname')];
  const theirs = [row('email', 'mail'), NAME, TITLE];
  const clashes = clashesOf([EMAIL, NAME], mine, theirs);

  it('are told by who changed them', () => {
    expect(clashes.map(({ field, changedBy }) => `${field} ${changedBy}`)).to.deep.equal([
      'email both',
      'first_name mine',
      'title theirs',
    ]);
  });

  it('leave out what both changed alike', () => {
    expect(clashesOf([EMAIL], [row('email', 'mail')], [row('email', 'mail')])).to.deep.equal([]);
  });

  it('are settled row by row, a new row and one taken away included', () => {
    const chosen = new Map(clashes.map(({ field }) => [field, 'mine' as const]));
    expect(settleRows(mine, theirs, chosen)).to.deep.equal(mine);
    expect(settleRows(mine, theirs, new Map([['first_name', 'mine']]))).to.deep.equal([
      theirs[0],
      mine[1],
      TITLE,
    ]);
    expect(settleRows([TITLE], [EMAIL], new Map([['title', 'mine']]))).to.deep.equal([EMAIL, TITLE]);
  });
});

describe('a dry run page by page', () => {
  const example = (side: DryRunExample['side'], label: string): DryRunExample => ({
    ...{ remote_id: '1', label, side, before: 'a', after: 'b' },
    ...{ error: null, code: null, without: null },
  });
  const field = (name: string, crm: number, check: number, more: Partial<DryRunField> = {}): DryRunField => ({
    ...{ field: name, crm, app: 0, check, not_copied: 0, examples: [] },
    ...more,
  });
  const page = (next: string | null, fields: DryRunField[]): DryRun => ({
    ...{ tried: 100, total: 250, next, records: { crm: 3, app: 2, check: 1 }, fields },
  });

  it('adds up what each page counted', () => {
    const sum = addUp(
      addUp(null, page('2', [field('email', 3, 1)])),
      page(null, [field('email', 1, 0), field('title', 0, 4, { not_copied: 7 })]),
    );
    expect(sum.tried).to.equal(200);
    expect(sum.next).to.equal(null);
    expect(sum.records).to.deep.equal({ crm: 6, app: 4, check: 2 });
    expect(sum.fields).to.deep.equal([field('email', 4, 1), field('title', 0, 4, { not_copied: 7 })]);
  });

  it('keeps a few examples of each kind, also when one kind fills every page', () => {
    const many = Array.from({ length: 30 }, (_, at) => example('crm', `${at}`));
    const sum = addUp(
      addUp(null, page('2', [field('email', 30, 0, { examples: many })])),
      page(null, [field('email', 1, 1, { examples: [example('crm', 'late'), example('check', 'wrong')] })]),
    );
    const labels = sum.fields[0]!.examples.map(({ label }) => label);
    expect(labels).to.have.length(21);
    expect(labels.at(-1)).to.equal('wrong');
  });

  it('shows the fields with values to check first, and those without anything not at all', () => {
    const fields = [
      field('a', 9, 0),
      field('b', 0, 0),
      field('c', 1, 2),
      field('d', 0, 0, { not_copied: 3 }),
    ];
    expect(fieldsToShow(page(null, fields)).map((each) => each.field)).to.deep.equal(['c', 'a', 'd']);
  });
});

describe('a file of mappings', () => {
  const good = {
    ...{ format: 'crm-connect/mapping', format_version: 1, provider: 'hubspot' },
    exported_at: '2026-11-28T10:00:00Z',
    mappings: [{ object: 'contact', rows: [] }],
  };
  const faultOf = (value: unknown) => {
    const read = readMappingFile(typeof value === 'string' ? value : JSON.stringify(value), 'hubspot');
    return 'fault' in read ? read.fault : null;
  };

  it('is read when it is one', () => {
    expect(faultOf(good)).to.equal(null);
  });

  const FAULTS: [string, unknown, string][] = [
    ['is cut off', JSON.stringify(good).slice(0, 40), 'not_json'],
    ['is empty', '', 'not_json'],
    ['is a number', 7, 'not_mappings'],
    ['is null', null, 'not_mappings'],
    ['is something else', { format: 'other', mappings: [] }, 'not_mappings'],
    ['has no list of mappings', { ...good, mappings: { length: 1 } }, 'not_mappings'],
    ['is of a newer kind', { ...good, format_version: 2 }, 'newer'],
    ['is for another CRM', { ...good, provider: 'zoho' }, 'other_crm'],
    ['holds nothing', { ...good, mappings: [] }, 'nothing'],
    ['is too large', `"${'a'.repeat(1_000_000)}"`, 'too_large'],
  ];
  for (const [name, value, fault] of FAULTS) {
    it(`is told apart when it ${name}`, () => {
      expect(faultOf(value)).to.equal(fault);
    });
  }
});
