/** A code and what people call it. */
export interface Named {
  value: string;
  label: string;
}

// Regions of CLDR that are no countries, and some without telephones of their own.
const NO_COUNTRY = new Set('AQ BV CP CQ DG EA EU EZ GS HM IC PN QO TF UM UN XA XB ZZ'.split(' '));
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

const known = new Map<string, readonly Named[]>();

function remember(key: string, make: () => Named[]): readonly Named[] {
  const names = known.get(key) ?? make();
  known.set(key, names);
  return names;
}

const byLabel = (tag: string, names: Named[]): Named[] => {
  const { compare } = new Intl.Collator(tag);
  return names.sort((one, other) => compare(one.label, other.label));
};

/** ISO 3166 alpha-2 codes of countries with telephones, by name in the page's language. */
export const countries = (tag: string): readonly Named[] =>
  remember(`country ${tag}`, () => {
    const names = new Intl.DisplayNames(tag, { type: 'region', fallback: 'none' });
    const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
    const named = codes
      // A code that was given up (`AN`) is another one's by now.
      .filter((code) => !NO_COUNTRY.has(code) && new Intl.Locale(`und-${code}`).region === code)
      .map((value) => ({ value, label: names.of(value) ?? '' }))
      .filter(({ label }) => label);
    return byLabel(tag, named);
  });

/** ISO 4217 codes by name. */
export const currencies = (tag: string): readonly Named[] =>
  remember(`currency ${tag}`, () => {
    const names = new Intl.DisplayNames(tag, { type: 'currency' });
    const codes = Intl.supportedValuesOf('currency');
    return byLabel(
      tag,
      codes.map((value) => ({ value, label: names.of(value) ?? value })),
    );
  });

/** IANA time zones. */
export const zones = (): readonly Named[] =>
  remember('zone', () =>
    ['UTC', ...Intl.supportedValuesOf('timeZone')].map((value) => ({
      value,
      label: value.replaceAll('_', ' '),
    })),
  );

/** Names of languages in the page's own. */
export const languageName = (tag: string, language: string): string =>
  new Intl.DisplayNames(tag, { type: 'language' }).of(language) ?? language;
