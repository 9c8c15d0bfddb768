import type { Env } from '../orm/env.js';
import { nameExternally } from '../orm/external-ids.js';
import { createRow } from '../orm/write.js';

/** ISO 3166-1 codes. */
const COUNTRIES =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC ' +
  'CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD ' +
  'GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH ' +
  'KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW ' +
  'MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC ' +
  'SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY ' +
  'UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW';

const PHONE_CODES: Record<string, number> = {
  AT: 43,
  BE: 32,
  CH: 41,
  DE: 49,
  ES: 34,
  FR: 33,
  GB: 44,
  HR: 385,
  IT: 39,
  NL: 31,
  PL: 48,
  RO: 40,
  SI: 386,
  US: 1,
};

const CURRENCIES: [code: string, name: string, symbol: string, decimals: number, isActive: boolean][] = [
  ['EUR', 'Euro', '€', 2, true],
  ['USD', 'United States dollar', '$', 2, true],
  ['CHF', 'Swiss franc', 'CHF', 2, true],
  ['GBP', 'Pound sterling', '£', 2, false],
  ['JPY', 'Japanese yen', '¥', 0, false],
  ['PLN', 'Polish złoty', 'zł', 2, false],
  ['BHD', 'Bahraini dinar', 'BD', 3, false],
];

const STATES: [code: string, name: string][] = [
  ['PO', 'Prato'],
  ['VR', 'Verona'],
  ['RN', 'Rimini'],
  ['PD', 'Padova'],
  ['VE', 'Venezia'],
  ['BZ', 'Bolzano/Bozen'],
  ['TN', 'Trento'],
  ['TV', 'Treviso'],
];

/** Currencies, then countries with their English and Italian names, then some provinces. */
export function seedPlaces(env: Env): void {
  for (const [name, full_name, symbol, decimal_places, active] of CURRENCIES) {
    const id = createRow(env, 'res.currency', { name, full_name, symbol, decimal_places, active });
    nameExternally(env, `base.${name}`, 'res.currency', id);
  }
  const english = new Intl.DisplayNames(['en'], { type: 'region' });
  const italian = new Intl.DisplayNames(['it'], { type: 'region' });
  const inItalian = env.withContext({ lang: 'it_IT' });
  for (const code of COUNTRIES.split(' ')) {
    const id = createRow(env, 'res.country', {
      name: english.of(code) ?? code,
      code,
      phone_code: PHONE_CODES[code] ?? 0,
    });
    translate(inItalian, 'res.country', id, italian.of(code) ?? code);
    nameExternally(env, `base.${code.toLowerCase()}`, 'res.country', id);
  }
  const italy = countryId(env, 'IT');
  for (const [code, name] of STATES) createRow(env, 'res.country.state', { code, name, country_id: italy });
}

/** Gives a record its Italian name straight in the table: the seed's dates stay as they are. */
export function translate(env: Env, model: string, id: number, name: string): void {
  const row = env.row(model, id);
  if (row) env.db.record(model, id, env.table(model).put({ ...row, 'name@it_IT': name }));
}

/** Id of a country by its code; false when there is none. */
export function countryId(env: Env, code: string): number | false {
  for (const row of env.table('res.country').rows.values()) if (row['code'] === code) return row.id;
  return false;
}
