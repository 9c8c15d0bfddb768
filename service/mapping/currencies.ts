import { createRequire } from 'node:module';
import { NAME_LANGUAGES } from '../../shared/mapping.js';
import { addOnce, foldName } from './countries.js';

/** No currency has a longer name in those languages: longer text is refused unread. */
const MAX_NAME_LENGTH = 100;

let digits: ReadonlyMap<string, number> | undefined;
let usualNames: ReadonlyMap<string, string> | undefined;
let otherNames: ReadonlyMap<string, string> | undefined;

/**
 * Decimals of a currency in use, by its ISO 4217 code; null for what is none.
 *
 * They are those of ISO and not of the platform: a store of whole minor units must not change with the runtime, and
 * `Intl` tells what people usually write (none of a Hungarian forint, which has two).
 */
export function currencyDigits(code: string): number | null {
  digits ??= loadDigits();
  return digits.get(code) ?? null;
}

/** ISO 4217 code of a currency given by code, symbol or name (five languages, accents and case aside). */
export function currencyCode(text: string): string | null {
  if (currencyDigits(text) !== null) return text;
  if (text.length > MAX_NAME_LENGTH) return null;
  const symbol = text.trim();
  const name = foldName(symbol);
  usualNames ??= loadUsualNames();
  const usual = usualNames.get(symbol) ?? usualNames.get(name);
  if (usual !== undefined) return usual;
  otherNames ??= loadOtherNames();
  return otherNames.get(symbol) ?? otherNames.get(name) ?? null;
}

/** The list of ISO 4217 alone: the library's entry would only add look-ups. */
function loadDigits(): ReadonlyMap<string, number> {
  const list = createRequire(import.meta.url)('currency-codes/data.js') as { code: string; digits: number }[];
  return new Map(list.map((currency) => [currency.code, currency.digits]));
}

/**
 * Codes, English symbols (`$` is that of the United States in it, `¥` that of Japan) and names of the currencies in use,
 * as the platform writes them.
 */
function loadUsualNames(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const codes = codesInUse();
  for (const code of codes) addOnce(found, code.toLowerCase(), code);
  for (const code of codes) addOnce(found, partOf(formatOf('en', code, 'symbol'), 1), code);
  for (const language of NAME_LANGUAGES) {
    const inLanguage = new Intl.DisplayNames(language, { type: 'currency', fallback: 'none' });
    for (const code of codes) addOnce(found, foldName(inLanguage.of(code) ?? ''), code);
  }
  return found;
}

/**
 * Symbols of the other languages, short ones that only one currency has (`zł`, and not `kr`), and plurals. They take the
 * platform a tenth of a second, so they are looked for only when a text is none of the usual ones.
 */
function loadOtherNames(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const codes = codesInUse();
  const short = codes.map((code) => [partOf(formatOf('en', code, 'narrowSymbol'), 1), code] as const);
  for (const [symbol, code] of short)
    if (short.filter(([other]) => other === symbol).length === 1) addOnce(found, symbol, code);
  for (const language of NAME_LANGUAGES)
    for (const code of codes) {
      addOnce(found, partOf(formatOf(language, code, 'symbol'), 1), code);
      const named = formatOf(language, code, 'name');
      for (const count of [1, 2]) addOnce(found, foldName(partOf(named, count)), code);
    }
  return found;
}

/** ISO's list and the platform's: either may be the older one. */
function codesInUse(): string[] {
  digits ??= loadDigits();
  return [...new Set([...digits.keys(), ...Intl.supportedValuesOf('currency')])];
}

function formatOf(language: string, currency: string, display: 'symbol' | 'narrowSymbol' | 'name') {
  return new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: display });
}

/** The currency's part of so much of it. */
const partOf = (format: Intl.NumberFormat, amount: number): string =>
  format.formatToParts(amount).find(({ type }) => type === 'currency')?.value ?? '';
