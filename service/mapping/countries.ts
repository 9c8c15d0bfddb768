import { createRequire } from 'node:module';
import { type CountryForm, NAME_LANGUAGES, type NameLanguage } from '../../shared/mapping.js';

/** No country has a longer name in those languages: longer text is refused unread. */
const MAX_NAME_LENGTH = 100;

/** Names in everyday use that the lists lack. */
const EVERYDAY_NAMES: Readonly<Record<string, string>> = {
  america: 'US',
  'stati uniti': 'US',
  'etats unis': 'US',
  'ee uu': 'US',
  eeuu: 'US',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  britain: 'GB',
  inghilterra: 'GB',
  angleterre: 'GB',
  inglaterra: 'GB',
  grossbritannien: 'GB',
  holland: 'NL',
  olanda: 'NL',
  holanda: 'NL',
  el: 'GR',
  'viet nam': 'VN',
  syria: 'SY',
  moldova: 'MD',
  macedonia: 'MK',
  macau: 'MO',
  swaziland: 'SZ',
  burma: 'MM',
};

interface Countries {
  codes: ReadonlyMap<string, string>;
  /** Names and codes as `codes`, those of one language alone. */
  byLanguage: ReadonlyMap<NameLanguage, ReadonlyMap<string, string>>;
  names: ReadonlyMap<NameLanguage, ReadonlyMap<string, string>>;
  alpha3: ReadonlyMap<string, string>;
}

let loaded: Countries | undefined;

/**
 * Alpha-2 code of a country given by name (five languages, accents and case aside), alpha-2, alpha-3 or numeric code.
 *
 * @param language whose names count before those of the others.
 */
export function countryCode(text: string, language?: NameLanguage): string | null {
  if (text.length > MAX_NAME_LENGTH) return null;
  loaded ??= loadCountries();
  const isAsWritten = loaded.codes.get(text);
  if (isAsWritten !== undefined) return isAsWritten;
  const name = foldName(text);
  const own = language === undefined ? undefined : loaded.byLanguage.get(language)?.get(name);
  return own ?? loaded.codes.get(name) ?? null;
}

/** What a country is called by its alpha-2 code: its official name in a language, or another code. */
export function countryAs(code: string, form: CountryForm, language: NameLanguage): string | null {
  loaded ??= loadCountries();
  if (form === 'name') return loaded.names.get(language)?.get(code) ?? null;
  const alpha3 = loaded.alpha3.get(code) ?? null;
  return form === 'alpha_3' || alpha3 === null ? alpha3 : code;
}

/**
 * Reads the five lists and the codes alone: the library's own entry would load all 80 languages into memory.
 * The first name wins where two countries share one ("Congo" is CG), English before the others.
 */
function loadCountries(): Countries {
  const read = createRequire(import.meta.url);
  const alpha3 = new Map<string, string>();
  const codes = new Map<string, string>();
  for (const [two, three, numeric] of read('i18n-iso-countries/codes.json') as [string, string, string][]) {
    alpha3.set(two, three);
    codes.set(two, two);
    for (const code of [two, three, numeric]) addOnce(codes, foldName(code), two);
  }
  const names = new Map<NameLanguage, ReadonlyMap<string, string>>();
  const byLanguage = new Map<NameLanguage, ReadonlyMap<string, string>>();
  for (const language of NAME_LANGUAGES) {
    const { countries } = read(`i18n-iso-countries/langs/${language}.json`) as {
      countries: Record<string, string | string[]>;
    };
    const listed = Object.entries(countries).map(([code, all]) => [code, [all].flat()] as const);
    names.set(language, new Map(listed.map(([code, [official = code]]) => [code, official])));
    const own = new Map<string, string>();
    for (const [code, all] of listed) for (const name of all) addOnce(own, foldName(name), code);
    byLanguage.set(language, own);
    for (const [name, code] of own) addOnce(codes, name, code);
    // As they are spelled, too: most need no folding then.
    for (const [code, [official = code]] of listed)
      if (own.get(foldName(official)) === code) addOnce(codes, official, code);
  }
  for (const [name, code] of Object.entries(EVERYDAY_NAMES)) addOnce(codes, name, code);
  return { codes, byLanguage, names, alpha3 };
}

/** The first meaning of a name stays; no name means nothing. */
export function addOnce(map: Map<string, string>, name: string, code: string): void {
  if (name !== '' && !map.has(name)) map.set(name, code);
}

/** Accents, case and signs aside. */
export function foldName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
