import type { FieldType } from '../../shared/records.js';

/**
 * How values of one type go into a field of another: as they are, converted without loss where the value allows it,
 * with something lost or often refused, or never.
 */
export type TypeFit = 'fits' | 'converts' | 'loses' | 'impossible';

type Family = 'text' | 'number' | 'boolean' | 'date' | 'choice' | 'country' | 'currency' | 'ref' | 'ref_list';

const FAMILIES: Readonly<Record<FieldType, Family>> = {
  text: 'text',
  long_text: 'text',
  email: 'text',
  phone: 'text',
  url: 'text',
  number: 'number',
  integer: 'number',
  money_cents: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'date',
  enum: 'choice',
  country: 'country',
  currency: 'currency',
  ref: 'ref',
  ref_list: 'ref_list',
};

/** By family of the value, then of the field; pairs not named are impossible. */
const FITS: Readonly<Record<Family, Partial<Record<Family, TypeFit>>>> = {
  text: {
    text: 'fits',
    number: 'converts',
    boolean: 'converts',
    date: 'converts',
    choice: 'converts',
    currency: 'converts',
    // A link's id is text to us.
    ref: 'converts',
    // A country's name is refused without `country_iso`.
    country: 'loses',
  },
  number: {
    number: 'fits',
    text: 'converts',
    choice: 'converts',
    date: 'converts',
    ref: 'converts',
    boolean: 'loses',
  },
  boolean: { boolean: 'fits', text: 'converts', choice: 'loses' },
  date: { date: 'fits', text: 'converts' },
  choice: {
    choice: 'fits',
    text: 'fits',
    number: 'converts',
    boolean: 'converts',
    date: 'converts',
    currency: 'converts',
    ref: 'converts',
    country: 'loses',
  },
  country: { country: 'fits', text: 'fits', choice: 'converts', ref: 'loses' },
  currency: { currency: 'fits', text: 'fits', choice: 'converts', ref: 'loses' },
  ref: {
    ref: 'fits',
    ref_list: 'converts',
    text: 'converts',
    choice: 'converts',
    number: 'converts',
    country: 'loses',
    currency: 'loses',
  },
  ref_list: { ref_list: 'fits', ref: 'loses', text: 'loses' },
};

/** How a value of type `from` goes into a field of type `to`, without any transform. */
export function typeFit(from: FieldType, to: FieldType): TypeFit {
  if (from === to) return 'fits';
  // An amount is in cents on our side only: without a transform it would be a hundred times too much or too little.
  if (from === 'money_cents' || to === 'money_cents') return moneyFit(from === 'money_cents' ? to : from);
  if (from === 'datetime' && to === 'date') return 'loses';
  if (from === 'number' && to === 'integer') return 'loses';
  return FITS[FAMILIES[from]][FAMILIES[to]] ?? 'impossible';
}

function moneyFit(other: FieldType): TypeFit {
  const family = FAMILIES[other];
  return family === 'number' || family === 'text' || family === 'choice' ? 'loses' : 'impossible';
}

const NOUNS: Readonly<Record<FieldType, string>> = {
  text: 'text',
  long_text: 'long text',
  email: 'an e-mail address',
  phone: 'a phone number',
  url: 'a web address',
  number: 'a number',
  integer: 'a whole number',
  money_cents: 'an amount of money in cents',
  boolean: 'yes or no',
  date: 'a date',
  datetime: 'a date and time',
  country: 'a country code',
  currency: 'a currency',
  enum: 'a choice from a list',
  ref: 'a link to another record',
  ref_list: 'links to other records',
};

/** The type in a sentence: "a whole number". */
export function typeNoun(type: FieldType): string {
  return NOUNS[type];
}
