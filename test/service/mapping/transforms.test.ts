import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findTransform, TRANSFORMS } from '../../../service/mapping/transforms/registry.js';
import type { Transform } from '../../../shared/mapping.js';
import { inward, outward, seededRandom } from './helpers.js';

/** `[spec, from the CRM, here]`: read one way, and on the way out the CRM gets the first value again. */
const THERE_AND_BACK: [Transform, unknown, unknown][] = [
  [{ name: 'number' }, 12.5, 12.5],
  [{ name: 'boolean' }, true, true],
  [{ name: 'date' }, '2026-02-28', '2026-02-28'],
  [{ name: 'datetime' }, '2026-11-22T10:00:00.000Z', '2026-11-22T10:00:00.000Z'],
  [{ name: 'e164', country: 'IT' }, '+390612345678', '+390612345678'],
  [{ name: 'country_iso' }, 'Italy', 'IT'],
  [{ name: 'multiply', by: 100 }, 12.34, 1234],
  [{ name: 'multiply', by: 0.1 }, 3, 0.3],
  [{ name: 'cents' }, '1234.50', 123450],
  [{ name: 'cents' }, '-0.05', -5],
  [{ name: 'cents' }, '0.00', 0],
  [{ name: 'domain' }, 'acme.com', 'acme.com'],
  [{ name: 'html' }, '<p>One &amp; two<br>three</p><p>&lt;four&gt;</p>', 'One & two\nthree\n\n<four>'],
  [{ name: 'milliseconds' }, 192000, 192],
  [{ name: 'trim' }, 'a b', 'a b'],
  [{ name: 'truncate', length: 3 }, 'abc', 'abc'],
  [{ name: 'text' }, 'abc', 'abc'],
];

for (const [spec, remote, local] of THERE_AND_BACK) {
  test(`${JSON.stringify(spec)} reads ${JSON.stringify(remote)} and writes it back`, () => {
    assert.deepEqual(inward(spec, remote), local);
    assert.deepEqual(outward(spec, local), remote);
  });
}

/** `[spec, from the CRM, here]`: the way in, for what does not come back as it was. */
const INWARD: [Transform, unknown, unknown][] = [
  [{ name: 'trim' }, '  a b\n', 'a b'],
  [{ name: 'trim' }, [' a', 'b '], ['a', 'b']],
  [{ name: 'trim' }, 7, 7],
  [{ name: 'trim' }, {}, 'fault:not_text'],
  [{ name: 'lower' }, 'ÀB@C.IT', 'àb@c.it'],
  [{ name: 'upper' }, 'eur', 'EUR'],
  [{ name: 'text' }, 42, '42'],
  [{ name: 'text' }, false, 'false'],
  [{ name: 'text' }, ['a', 2], 'a; 2'],
  [{ name: 'text' }, Number.NaN, 'fault:not_text'],
  [{ name: 'text' }, { a: 1 }, 'fault:not_text'],
  [{ name: 'number' }, ' -1.5e3 ', -1500],
  [{ name: 'number' }, '1,234', 'fault:not_a_number'],
  [{ name: 'number' }, '0x10', 'fault:not_a_number'],
  [{ name: 'number' }, '1e999', 'fault:not_a_number'],
  [{ name: 'number' }, Number.POSITIVE_INFINITY, 'fault:not_a_number'],
  [{ name: 'number' }, true, 'fault:not_a_number'],
  [{ name: 'boolean' }, 'Yes', true],
  [{ name: 'boolean' }, '0', false],
  [{ name: 'boolean' }, 1, true],
  [{ name: 'boolean' }, 'perhaps', 'fault:not_a_boolean'],
  [{ name: 'boolean' }, 2, 'fault:not_a_boolean'],
  [{ name: 'date' }, '1795305600000', '2026-11-22'],
  [{ name: 'date' }, 1795305600000, '2026-11-22'],
  [{ name: 'date' }, '2026-11-22T23:30:00+02:00', '2026-11-22'],
  [{ name: 'date' }, '2024-02-29', '2024-02-29'],
  [{ name: 'date' }, '2026-02-29', 'fault:not_a_date'],
  [{ name: 'date' }, '1900-02-29', 'fault:not_a_date'],
  [{ name: 'date' }, '2026-13-01', 'fault:not_a_date'],
  [{ name: 'date' }, '22/11/2026', 'fault:not_a_date'],
  [{ name: 'date' }, 9e15, 'fault:not_a_date'],
  [{ name: 'datetime' }, '1795341600123', '2026-11-22T10:00:00.123Z'],
  [{ name: 'datetime' }, '2026-11-22T10:00:00Z', '2026-11-22T10:00:00.000Z'],
  [{ name: 'datetime' }, '2026-11-22T10:00:00+01:00', '2026-11-22T09:00:00.000Z'],
  [{ name: 'datetime' }, '2026-11-22T00:15:00.5-0530', '2026-11-22T05:45:00.500Z'],
  [{ name: 'datetime' }, '2026-11-22 10:00:00', '2026-11-22T10:00:00.000Z'],
  [{ name: 'datetime' }, '2026-11-22T10:00', '2026-11-22T10:00:00.000Z'],
  [{ name: 'datetime' }, '2026-11-22', '2026-11-22T00:00:00.000Z'],
  [{ name: 'datetime' }, '2026-02-30T10:00:00Z', 'fault:not_a_datetime'],
  [{ name: 'datetime' }, '2026-02-30T10:00:00+01:00', 'fault:not_a_datetime'],
  [{ name: 'datetime' }, '2026-11-22T24:00:00Z', 'fault:not_a_datetime'],
  [{ name: 'datetime' }, '0000-01-01T00:00:00+14:00', 'fault:not_a_datetime'],
  [{ name: 'datetime' }, 'tomorrow', 'fault:not_a_datetime'],
  [{ name: 'e164', country: 'IT' }, '06 1234 5678', '+390612345678'],
  [{ name: 'e164', country: 'IT' }, '0039 333 1234567', '+393331234567'],
  [{ name: 'e164', country: 'US' }, '(415) 555-2671 ext. 99', '+14155552671'],
  [{ name: 'e164', country: 'IT' }, '+1 415 555 2671', '+14155552671'],
  [{ name: 'e164', country: 'IT' }, 'call me', 'fault:not_a_phone'],
  [{ name: 'e164', country: 'IT' }, '12', 'fault:not_a_phone'],
  [{ name: 'e164', country: 'ZZ' }, '06 1234 5678', 'fault:not_a_phone'],
  [{ name: 'country_iso' }, 'it', 'IT'],
  [{ name: 'country_iso' }, 'ITA', 'IT'],
  [{ name: 'country_iso' }, '380', 'IT'],
  [{ name: 'country_iso' }, ' ITALIA ', 'IT'],
  [{ name: 'country_iso' }, 'Deutschland', 'DE'],
  [{ name: 'country_iso' }, 'Allemagne', 'DE'],
  [{ name: 'country_iso' }, 'Germania', 'DE'],
  [{ name: 'country_iso' }, 'España', 'ES'],
  [{ name: 'country_iso' }, 'espana', 'ES'],
  [{ name: 'country_iso' }, "Côte d'Ivoire", 'CI'],
  [{ name: 'country_iso' }, 'U.S.A.', 'US'],
  [{ name: 'country_iso' }, 'Stati Uniti', 'US'],
  [{ name: 'country_iso' }, 'UK', 'GB'],
  [{ name: 'country_iso' }, 'ZZ', 'fault:not_a_country'],
  [{ name: 'country_iso' }, 'Atlantis', 'fault:not_a_country'],
  [{ name: 'country_iso' }, 'constructor', 'fault:not_a_country'],
  [{ name: 'multiply', by: 3 }, 0.1, 0.3],
  [{ name: 'multiply', by: 1 }, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  [{ name: 'multiply', by: 1e300 }, 1e300, 'fault:not_a_number'],
  [{ name: 'cents' }, 1234.5, 123450],
  [{ name: 'cents' }, '1.005', 101],
  [{ name: 'cents' }, 1.005, 101],
  [{ name: 'cents' }, '-1.005', -101],
  [{ name: 'cents' }, '1.004999', 100],
  [{ name: 'cents' }, '.5', 50],
  [{ name: 'cents' }, 0.0000001, 0],
  [{ name: 'cents' }, -0, 0],
  [{ name: 'cents' }, '90071992547409.91', 9007199254740991],
  [{ name: 'cents' }, '90071992547409.92', 'fault:not_an_amount'],
  [{ name: 'cents' }, '1.234,50', 'fault:not_an_amount'],
  [{ name: 'cents' }, '.', 'fault:not_an_amount'],
  [{ name: 'cents' }, 1e21, 'fault:not_an_amount'],
  [{ name: 'cents' }, Number.NaN, 'fault:not_an_amount'],
  [{ name: 'domain' }, 'https://www.Acme.com:8080/about?x=1#y', 'acme.com'],
  [{ name: 'domain' }, 'HTTP://user:pw@shop.acme.co.uk', 'shop.acme.co.uk'],
  [{ name: 'domain' }, '//acme.com.', 'acme.com'],
  [{ name: 'domain' }, 'https://www.münchen.de/', 'xn--mnchen-3ya.de'],
  [{ name: 'domain' }, 'localhost', 'fault:not_a_domain'],
  [{ name: 'domain' }, 'not a site', 'fault:not_a_domain'],
  [{ name: 'domain' }, 'http://127.0.0.1', 'fault:not_a_domain'],
  [{ name: 'domain' }, 'javascript:alert(1)', 'fault:not_a_domain'],
  [{ name: 'milliseconds' }, '1499', 1],
  [{ name: 'milliseconds' }, 1500, 2],
  [{ name: 'milliseconds' }, -100, 0],
  [{ name: 'milliseconds' }, 'soon', 'fault:not_a_number'],
  [{ name: 'first_word' }, '  Ada  King Lovelace ', 'Ada'],
  [{ name: 'first_word' }, 'Cher', 'Cher'],
  [{ name: 'after_first_word' }, '  Ada  King Lovelace ', 'King Lovelace'],
  [{ name: 'after_first_word' }, 'Cher', ''],
  [{ name: 'digits' }, 'about 2.700 kWh', '2700'],
  [{ name: 'digits' }, 'none', ''],
  [{ name: 'digits' }, 2.5, 2.5],
  [{ name: 'truncate', length: 2 }, 'abc', 'ab'],
  [{ name: 'truncate', length: 2 }, 'a😀', 'a'],
  [{ name: 'truncate', length: 3 }, 'a😀b', 'a😀'],
  [{ name: 'default', value: 'x' }, null, 'x'],
  [{ name: 'default', value: 'x' }, '  ', 'x'],
  [{ name: 'default', value: 0 }, [], 0],
  [{ name: 'default', value: 'x' }, 'y', 'y'],
  [{ name: 'default', value: 'x' }, false, false],
];

for (const [spec, remote, local] of INWARD) {
  test(`${JSON.stringify(spec)} reads ${typeof remote} ${JSON.stringify(remote)} as ${JSON.stringify(local)}`, () => {
    assert.deepEqual(inward(spec, remote), local);
  });
}

/** `[spec, here, to the CRM]`: the way out. */
const OUTWARD: [Transform, unknown, unknown][] = [
  [{ name: 'lower' }, 'ABC', 'abc'],
  [{ name: 'cents' }, 5, '0.05'],
  [{ name: 'cents' }, -123456, '-1234.56'],
  [{ name: 'cents' }, Number.MAX_SAFE_INTEGER, '90071992547409.91'],
  [{ name: 'cents' }, 1.5, 'fault:not_an_integer'],
  [{ name: 'country_iso' }, 'GB', 'United Kingdom'],
  [{ name: 'country_iso' }, 'QQ', 'fault:not_a_country'],
  [{ name: 'milliseconds' }, '2', 2000],
  [{ name: 'milliseconds' }, 1e300, 'fault:not_an_integer'],
  [{ name: 'multiply', by: 3 }, 0.3, 0.1],
  [{ name: 'multiply', by: 0 }, 3, undefined],
  [{ name: 'first_word' }, 'Ada King', 'Ada'],
  [{ name: 'after_first_word' }, 'Ada King', 'King'],
  [{ name: 'default', value: 'x' }, null, 'x'],
  [{ name: 'truncate', length: 2 }, 'abc', 'ab'],
  [{ name: 'html' }, '  \n ', ''],
  [{ name: 'e164', country: 'IT' }, 'as it is', 'as it is'],
];

for (const [spec, local, remote] of OUTWARD) {
  test(`${JSON.stringify(spec)} writes ${JSON.stringify(local)} as ${JSON.stringify(remote)}`, () => {
    assert.deepEqual(outward(spec, local), remote);
  });
}

test('every country comes back from its English name', () => {
  const codes =
    'AF AL DZ AD AO AR AU AT BE BR CA CG CD CH CN CZ DE DK DM DO EG ES FI FR GB GN GQ GR GW IE IN IR IT JP KP KR'
      .concat(' LA MK MD MX NE NG NL NO PG PL PT RO RU SD SE SS SY TW TZ UA US VA VG VI VN XK ZA')
      .split(' ');
  for (const code of codes) {
    assert.equal(inward({ name: 'country_iso' }, outward({ name: 'country_iso' }, code)), code);
  }
});

test('cents lose nothing there and back for any amount', () => {
  const random = seededRandom(1);
  for (let count = 0; count < 5000; count += 1) {
    const amount = Math.floor((random() - 0.5) * 10 ** Math.floor(random() * 16)) + 0;
    assert.equal(inward({ name: 'cents' }, outward({ name: 'cents' }, amount)), amount);
  }
});

test('a point in time is the same as text, as milliseconds and with any offset', () => {
  const random = seededRandom(2);
  for (let count = 0; count < 2000; count += 1) {
    const ms = Math.floor(random() * 4e12) - 1e12;
    const iso = new Date(ms).toISOString();
    const offset = Math.floor(random() * 24) - 11;
    const local = new Date(ms + offset * 3_600_000).toISOString().slice(0, -1);
    const sign = offset < 0 ? '-' : '+';
    const hours = String(Math.abs(offset)).padStart(2, '0');
    assert.equal(inward({ name: 'datetime' }, iso), iso);
    assert.equal(inward({ name: 'datetime' }, String(ms)), iso);
    assert.equal(inward({ name: 'datetime' }, `${local}${sign}${hours}:00`), iso);
  }
});

test('the first word and the rest hold the whole name', () => {
  const random = seededRandom(3);
  for (let count = 0; count < 500; count += 1) {
    const words = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
      random().toString(36).slice(2, 6),
    );
    const name = words.join(' ');
    const parts = [inward({ name: 'first_word' }, name), inward({ name: 'after_first_word' }, name)];
    assert.equal(parts.join(' ').trim(), name);
  }
});

test('no name of Object.prototype is a transform', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 7, null, {}]) {
    assert.equal(findTransform(name), undefined);
  }
});

test('every transform accepts itself in its schema and takes any value without throwing', () => {
  const parameters: Record<string, object> = {
    e164: { country: 'IT' },
    multiply: { by: 2 },
    truncate: { length: 5 },
    replace: { find: 'a', with: 'b' },
    split: { separator: ';' },
    join: { separator: ';' },
    lookup: { table: [{ from: 'a', to: 'b' }], other: 'keep' },
    default: { value: 'x' },
    constant: { value: 'x' },
    template: { template: '{a} {b}' },
  };
  const values = [
    '',
    ' ',
    'a',
    '<',
    '&#x110000;',
    '\ud800',
    -0,
    Number.NaN,
    1e308,
    true,
    [],
    [[]],
    {},
    Symbol('s'),
    1n,
  ];
  for (const name of Object.keys(TRANSFORMS)) {
    const spec = { name, ...parameters[name] } as Transform;
    assert.ok(findTransform(name)?.schema.safeParse(spec).success, name);
    for (const value of values) {
      inward(spec, value);
      outward(spec, value);
    }
  }
});
