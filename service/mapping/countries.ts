import { createRequire } from 'node:module';

const LOCALES = ['en', 'it', 'de', 'fr', 'es'] as const;
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
  englishNames: ReadonlyMap<string, string>;
}

let loaded: Countries | undefined;

/** Alpha-2 code of a country given by name (five languages, accents and case aside), alpha-2, alpha-3 or numeric code. */
export function countryCode(text: string): string | null {
  if (text.length > MAX_NAME_LENGTH) return null;
  loaded ??= loadCountries();
  return loaded.codes.get(text) ?? loaded.codes.get(normalize(text)) ?? null;
}

/** Official English name of an alpha-2 code. */
export function countryName(code: string): string | null {
  loaded ??= loadCountries();
  return loaded.englishNames.get(code) ?? null;
}

/**
 * Reads the five lists and the codes alone: the library's own entry would load all 80 languages into memory.
 * The first name wins where two countries share one ("Congo" is CG), English before the others.
 */
function loadCountries(): Countries {
  const read = createRequire(import.meta.url);
  const codes = new Map<string, string>();
  const add = (name: string, code: string) => {
    const key = normalize(name);
    if (!codes.has(key)) codes.set(key, code);
  };
  for (const [alpha2, alpha3, numeric] of read('i18n-iso-countries/codes.json') as [
    string,
    string,
    string,
  ][]) {
    codes.set(alpha2, alpha2);
    for (const code of [alpha2, alpha3, numeric]) add(code, alpha2);
  }
  const englishNames = new Map<string, string>();
  for (const locale of LOCALES) {
    const list = read(`i18n-iso-countries/langs/${locale}.json`) as {
      countries: Record<string, string | string[]>;
    };
    for (const [code, names] of Object.entries(list.countries)) {
      const all = typeof names === 'string' ? [names] : names;
      for (const name of all) add(name, code);
      if (locale === 'en' && all[0] !== undefined) englishNames.set(code, all[0]);
    }
  }
  for (const [name, code] of Object.entries(EVERYDAY_NAMES)) add(name, code);
  return { codes, englishNames };
}

function normalize(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
