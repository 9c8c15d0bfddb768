import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COUNTRY_FORMS, NAME_LANGUAGES } from '../../../../shared/mapping.js';
import { inward, outward } from '../helpers.js';
import { testBothWays, testInward, testOutward } from './cases.js';

const yen = { record: { currency: 'JPY' } };
const dinar = { record: { currency: 'KWD' } };

testBothWays([
  [{ name: 'cents' }, '1234', 1234, yen],
  [{ name: 'cents' }, '1.234', 1234, dinar],
  [{ name: 'cents' }, '-0.005', -5, dinar],
  [{ name: 'cents' }, '12.34', 1234, { record: { currency: 'HUF' } }],
  [{ name: 'cents' }, '12.34', 1234, { record: { currency: 'no code' } }],
  [{ name: 'cents', currency: 'JPY' }, '1234', 1234],
  [{ name: 'cents', currency: 'JPY' }, '12.34', 1234, { record: { currency: 'EUR' } }],
  [{ name: 'cents' }, 12.34, 1234, { crmType: 'number' }],
  [{ name: 'cents' }, 1.234, 1234, { ...dinar, crmType: 'number' }],
  [{ name: 'country_iso', language: 'it' }, 'Germania', 'DE'],
  [{ name: 'country_iso', language: 'de' }, 'Österreich', 'AT'],
  [{ name: 'country_iso', language: 'fr' }, 'Allemagne', 'DE'],
  [{ name: 'country_iso', language: 'es' }, 'Alemania', 'DE'],
  [{ name: 'country_iso', write: 'alpha_2' }, 'IT', 'IT'],
  [{ name: 'country_iso', write: 'alpha_3' }, 'ITA', 'IT'],
  [{ name: 'currency_iso' }, 'EUR', 'EUR'],
]);

testInward([
  [{ name: 'cents' }, '1234.5', 1235, yen],
  [{ name: 'cents' }, '1234.49', 1234, yen],
  [{ name: 'cents' }, '.5', 1, yen],
  [{ name: 'cents' }, '1.2345', 1235, dinar],
  [{ name: 'cents' }, '900719925474099.21', 'fault:not_an_amount', { record: { currency: 'CLF' } }],
  [{ name: 'country_iso', write: 'alpha_2' }, 'Vereinigtes Königreich', 'GB'],
  [{ name: 'country_iso' }, 'ita', 'IT'],
  [{ name: 'country_iso' }, '380', 'IT'],
  [{ name: 'currency_iso' }, ' eur ', 'EUR'],
  [{ name: 'currency_iso' }, '€', 'EUR'],
  [{ name: 'currency_iso' }, '$', 'USD'],
  [{ name: 'currency_iso' }, '£', 'GBP'],
  [{ name: 'currency_iso' }, '¥', 'JPY'],
  [{ name: 'currency_iso' }, 'CN¥', 'CNY'],
  [{ name: 'currency_iso' }, 'zł', 'PLN'],
  [{ name: 'currency_iso' }, 'US Dollar', 'USD'],
  [{ name: 'currency_iso' }, 'euros', 'EUR'],
  [{ name: 'currency_iso' }, 'Schweizer Franken', 'CHF'],
  [{ name: 'currency_iso' }, 'sterlina britannica', 'GBP'],
  [{ name: 'currency_iso' }, 'livres sterling', 'GBP'],
  [{ name: 'currency_iso' }, 'DÓLAR ESTADOUNIDENSE', 'USD'],
  // Four currencies are written so.
  [{ name: 'currency_iso' }, 'kr', 'fault:not_a_currency'],
  [{ name: 'currency_iso' }, 'XYZ', 'fault:not_a_currency'],
  [{ name: 'currency_iso' }, '__proto__', 'fault:not_a_currency'],
  [{ name: 'currency_iso' }, 'x'.repeat(101), 'fault:not_a_currency'],
  [{ name: 'currency_iso' }, 7, 'fault:not_a_currency'],
]);

testOutward([
  [{ name: 'cents' }, '1000', '1000', yen],
  [{ name: 'cents' }, 0, '0.000', dinar],
  [{ name: 'cents' }, 1.5, 'fault:not_an_integer', { crmType: 'number' }],
  [{ name: 'country_iso', write: 'alpha_3' }, 'QQ', 'fault:not_a_country'],
]);

test('every country comes back from its name in every language, and from both codes', () => {
  const codes = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
    .flatMap((first) => [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((second) => first + second))
    .filter((code) => inward({ name: 'country_iso' }, code) === code);
  assert.ok(codes.length > 240);
  for (const language of NAME_LANGUAGES) {
    for (const write of COUNTRY_FORMS) {
      const spec = { name: 'country_iso', language, write } as const;
      for (const code of codes) assert.equal(inward(spec, outward(spec, code)), code, `${language} ${code}`);
    }
  }
});

test('every currency in use comes back from its code, and from its name in every language', () => {
  for (const language of NAME_LANGUAGES) {
    const names = new Intl.DisplayNames(language, { type: 'currency' });
    for (const code of Intl.supportedValuesOf('currency')) {
      assert.equal(inward({ name: 'currency_iso' }, code), code);
      assert.equal(inward({ name: 'currency_iso' }, names.of(code)), code, `${language} ${code}`);
    }
  }
});
