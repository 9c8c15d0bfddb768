import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readsAlike } from '../../../service/mappings/reads-alike.js';
import type { MappingRow } from '../../../shared/mapping.js';
import { countChanges, departuresFrom, diffRows, layOver } from '../../../shared/mapping-rows.js';

const row = (field: string, crm: string | null, more: Partial<MappingRow> = {}): MappingRow => ({
  ...{ field, crm, direction: 'both', transforms: [] },
  ...more,
});

const EMAIL = row('email', 'email', { transforms: [{ name: 'lower' }] });
const TITLE = row('title', 'jobtitle');
const COUNTRY = row('country_iso', 'country', { transforms: [{ name: 'country_iso' }] });
const BASE = [EMAIL, TITLE, COUNTRY];

/** What is in use after `rows` were saved over `base`, and `base` became `later`. */
const inUse = (base: MappingRow[], rows: MappingRow[], later = base) =>
  layOver(later, { rows, overrides: departuresFrom(base, rows) });

describe('rows laid over others', () => {
  test('are in use as they were saved, in their order, whatever they were laid over', () => {
    for (const rows of [
      BASE,
      [],
      [COUNTRY, EMAIL],
      [row('custom.iban', 'iban'), TITLE, row('email', null)],
      [row('title', 'jobtitle', { direction: 'from_crm' })],
    ]) {
      assert.deepEqual(inUse(BASE, rows), rows);
      assert.deepEqual(inUse([], rows), rows);
    }
  });

  test('follow what is below them, but where they said something else', () => {
    const mine = [EMAIL, row('title', 'position')];
    const newTitle = row('title', 'role');
    const newEmail = row('email', 'work_email');
    const phone = row('phone_e164', 'phone');
    assert.deepEqual(inUse(BASE, mine, [newEmail, newTitle, COUNTRY, phone]), [
      newEmail,
      row('title', 'position'),
      phone,
    ]);
    assert.deepEqual(inUse(BASE, mine, []), [row('title', 'position')], 'what is gone below is gone');
  });

  test('decide nothing when they are those below, so that all of it is followed', () => {
    assert.deepEqual(departuresFrom(BASE, structuredClone(BASE).reverse()), []);
    assert.deepEqual(inUse(BASE, [...BASE], [TITLE]), [TITLE]);
  });

  test('are all there is where they were saved before there were levels', () => {
    assert.deepEqual(layOver(BASE, { rows: [TITLE], overrides: null }), [TITLE]);
    assert.deepEqual(layOver(BASE, { rows: [], overrides: null }), []);
  });

  test('take names of prototypes as names', () => {
    const odd = ['__proto__', 'constructor', 'toString'].map((field) => row(field, field));
    assert.deepEqual(inUse(BASE, odd), odd);
    assert.deepEqual(
      diffRows([], odd).map(({ field }) => field),
      ['__proto__', 'constructor', 'toString'],
    );
    const hasOwn = JSON.parse('{"__proto__": 1}') as MappingRow['stages'];
    assert.deepEqual(
      diffRows(
        [row('outcome', null, { stages: {} })],
        [row('outcome', null, { stages: hasOwn as never })],
      ).map(({ changed }) => changed),
      [['stages']],
    );
  });
});

describe('the difference of two mappings', () => {
  test('names each field that one maps otherwise, and what of it', () => {
    const title = row('title', 'position', { rule: 'host_wins' });
    const iban = row('custom.iban', 'iban');
    const diff = diffRows(BASE, [EMAIL, title, iban]);
    assert.deepEqual(diff, [
      { field: 'title', before: TITLE, after: title, changed: ['crm', 'rule'] },
      { field: 'custom.iban', before: null, after: iban, changed: [] },
      { field: 'country_iso', before: COUNTRY, after: null, changed: [] },
    ]);
    assert.deepEqual(countChanges(diff), { added: 1, changed: 1, removed: 1 });
  });

  test('is empty for the same rows in another order, and for rows that map nothing', () => {
    assert.deepEqual(diffRows(BASE, structuredClone(BASE).reverse()), []);
    assert.deepEqual(diffRows([row('vat', null)], []), []);
    assert.deepEqual(
      diffRows(
        [row('outcome', 'o', { picklist: { values: [{ app: 'a', crm: 'b' }], other: 'keep' } })],
        [row('outcome', 'o', { picklist: { other: 'keep', values: [{ crm: 'b', app: 'a' }] } })],
      ),
      [],
    );
  });

  test('counts a field that is left out now as one less', () => {
    const diff = diffRows([EMAIL], [row('email', null)]);
    assert.deepEqual(countChanges(diff), { added: 0, changed: 0, removed: 1 });
    assert.deepEqual(countChanges(diffRows([row('email', null)], [EMAIL])), {
      added: 1,
      changed: 0,
      removed: 0,
    });
  });

  test('sees the moves of deals by an outcome that is not written itself', () => {
    const moving = row('outcome', null, { stages: { won: { stage: 'closedwon' } } });
    assert.deepEqual(countChanges(diffRows([row('outcome', null)], [moving])), {
      added: 1,
      changed: 0,
      removed: 0,
    });
  });
});

test('records need be read again only for what reading makes of them', () => {
  const alike = (rows: MappingRow[]) => readsAlike(BASE, rows);
  assert.ok(alike([...BASE].reverse()));
  assert.ok(
    alike([row('email', 'email', { transforms: [{ name: 'lower' }], rule: 'host_wins' }), TITLE, COUNTRY]),
  );
  assert.ok(alike([...BASE, row('custom.iban', 'iban', { direction: 'to_crm' }), row('vat', null)]));
  assert.ok(!alike([EMAIL, TITLE]));
  assert.ok(!alike([EMAIL, COUNTRY, row('title', 'position')]));
  assert.ok(!alike([...BASE, row('custom.iban', 'iban')]));
});
