import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { FromCrmResult, ToCrmResult } from '../../../service/mapping/compile-mapping.js';
import { Fault, isEmpty, type RemoteValues, UNSUPPORTED_VALUE } from '../../../service/mapping/conversion.js';
import { type ConversionError, toError } from '../../../service/mapping/conversion-error.js';
import { countryAs, countryCode } from '../../../service/mapping/countries.js';
import {
  toBoolean,
  toInteger,
  toIsoDate,
  toIsoDatetime,
  toNumber,
  toText,
} from '../../../service/mapping/values.js';
import type { Fields, FieldValue } from '../../../shared/records.js';

/**
 * What somebody of this project would write for one customer whose fields they know: no rows and no steps, every name a
 * constant, and the project's own functions for single values. It answers what the mapping of `rows.ts` answers, also
 * for values of a wrong type.
 */
export interface ByHand {
  fromCrm(values: RemoteValues): FromCrmResult;
  toCrm(fields: Fields, custom: Fields): ToCrmResult;
}

const PHONE = new Fault('not_a_phone', 'is not a phone number that can be called.');
const COUNTRY = new Fault('not_a_country', 'is not a country we know.');
const CURRENCY = new Fault('not_a_currency', 'is not a currency code such as EUR.');
const AMOUNT = new Fault('not_an_amount', 'is not a plain amount such as 1234.50.');

const isNothing = (value: unknown): boolean => isEmpty(value) || value === false;

/** The value, or null and one error more. */
function keep(errors: ConversionError[], field: string, crm: string, value: unknown): FieldValue {
  if (!(value instanceof Fault)) return value === '' || value === undefined ? null : (value as FieldValue);
  errors.push(toError({ field, target: crm }, crm, value));
  return null;
}

function put(
  { values, errors }: { values: RemoteValues; errors: ConversionError[] },
  field: string,
  crm: string,
  value: unknown,
): void {
  if (value instanceof Fault) errors.push(toError({ field, target: crm }, crm, value));
  else values[crm] = value === '' ? null : value;
}

function trimmed(value: unknown): string | null | Fault {
  if (isNothing(value)) return null;
  const text = toText(value);
  return text instanceof Fault ? text : text.trim();
}

function lower(value: unknown): string | null | Fault {
  const text = trimmed(value);
  return typeof text === 'string' ? text.toLowerCase() : text;
}

function upper(value: unknown): string | null | Fault {
  const text = trimmed(value);
  return typeof text === 'string' ? text.toUpperCase() : text;
}

const plain = (value: unknown): string | null | Fault => (isNothing(value) ? null : toText(value));
/** For a choice of the CRM, which takes its values as they are. */
const asItIs = (value: unknown): unknown =>
  isEmpty(value) ? null : typeof value === 'object' ? UNSUPPORTED_VALUE : value;
const day = (value: unknown): string | null | Fault => (isNothing(value) ? null : toIsoDate(value));
const bool = (value: unknown): boolean | null | Fault => (isEmpty(value) ? null : toBoolean(value));

/** Six decimals are enough for a meter. */
function scaled(value: unknown, by: number): number | null | Fault {
  if (isNothing(value)) return null;
  const number = toNumber(value);
  return number instanceof Fault ? number : Math.round(number * by * 1e6) / 1e6;
}

const choice = (choices: ReadonlyMap<string, string>, value: unknown): string | null =>
  typeof value === 'string' ? (choices.get(value) ?? null) : null;

const SEGMENTS = new Map([
  ['SEG_HOME', 'home'],
  ['SEG_SMB', 'small_business'],
  ['SEG_ENT', 'enterprise'],
]);
const SEGMENTS_BACK = new Map([...SEGMENTS].map(([crm, app]) => [app, crm]));
const SOURCES = new Map([
  ['SRC_FAIR', 'fair'],
  ['SRC_WEB', 'web'],
  ['SRC_PARTNER', 'partner'],
]);
const SOURCES_BACK = new Map([...SOURCES].map(([crm, app]) => [app, crm]));

function phoneOf(value: unknown): string | Fault {
  const text = toText(value);
  if (text instanceof Fault) return text;
  const phone = parsePhoneNumberFromString(text, 'IT');
  return phone?.isPossible() ? phone.number : PHONE;
}

export const contactByHand: ByHand = {
  fromCrm(values) {
    const errors: ConversionError[] = [];
    const hasMobile = !isNothing(values.mobilephone);
    const number = hasMobile ? values.mobilephone : values.phone;
    const { country } = values;
    return {
      fields: {
        email: keep(errors, 'email', 'email', lower(values.email)),
        phone_e164: keep(
          errors,
          'phone_e164',
          hasMobile ? 'mobilephone' : 'phone',
          isNothing(number) ? null : phoneOf(number),
        ),
        first_name: keep(errors, 'first_name', 'firstname', trimmed(values.firstname)),
        last_name: keep(errors, 'last_name', 'lastname', trimmed(values.lastname)),
        title: keep(errors, 'title', 'jobtitle', trimmed(values.jobtitle)),
        country_iso: keep(
          errors,
          'country_iso',
          'country',
          isNothing(country)
            ? null
            : ((typeof country === 'string' ? countryCode(country) : null) ?? COUNTRY),
        ),
        company_id: null,
      },
      custom: {
        birthday: keep(errors, 'custom.birthday', 'date_of_birth', day(values.date_of_birth)),
        yearly_use: keep(errors, 'custom.yearly_use', 'monthly_use', scaled(values.monthly_use, 12)),
        newsletter: keep(errors, 'custom.newsletter', 'newsletter', bool(values.newsletter)),
        segment: choice(SEGMENTS, values.segment),
      },
      errors,
    };
  },
  toCrm(fields, custom) {
    const out = { values: {} as RemoteValues, errors: [] as ConversionError[] };
    const { email, phone_e164, first_name, last_name, title, country_iso } = fields;
    const { birthday, yearly_use, newsletter, segment } = custom;
    if (email !== undefined) put(out, 'email', 'email', lower(email));
    if (phone_e164 !== undefined) put(out, 'phone_e164', 'mobilephone', plain(phone_e164));
    if (first_name !== undefined) put(out, 'first_name', 'firstname', trimmed(first_name));
    if (last_name !== undefined) put(out, 'last_name', 'lastname', trimmed(last_name));
    if (title !== undefined) put(out, 'title', 'jobtitle', trimmed(title));
    if (country_iso !== undefined) put(out, 'country_iso', 'country', countryName(country_iso));
    if (birthday !== undefined) put(out, 'custom.birthday', 'date_of_birth', day(birthday));
    if (yearly_use !== undefined) put(out, 'custom.yearly_use', 'monthly_use', scaled(yearly_use, 1 / 12));
    if (newsletter !== undefined) put(out, 'custom.newsletter', 'newsletter', bool(newsletter));
    if (segment !== undefined) put(out, 'custom.segment', 'segment', choice(SEGMENTS_BACK, segment));
    return out;
  },
};

function countryName(value: unknown): string | null | Fault {
  if (isNothing(value)) return null;
  const code = typeof value === 'string' ? countryCode(value) : null;
  return (code === null ? null : countryAs(code, 'name', 'en')) ?? COUNTRY;
}

const DECIMAL = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/;

function cents(value: unknown): number | null | Fault {
  if (isNothing(value)) return null;
  const parts = typeof value === 'string' || typeof value === 'number' ? DECIMAL.exec(String(value)) : null;
  if (parts === null) return AMOUNT;
  const total = Number(parts[2]) * 100 + Number((parts[3] ?? '').padEnd(2, '0'));
  return parts[1] === '-' ? -total : total;
}

function currencyOf(value: unknown): string | null | Fault {
  const code = upper(value);
  return typeof code !== 'string' || /^[A-Z]{3}$/.test(code) ? code : CURRENCY;
}

function amountOf(value: unknown): number | null | Fault {
  if (isNothing(value)) return null;
  const total = toInteger(value);
  return total instanceof Fault ? total : total / 100;
}

export const dealByHand: ByHand = {
  fromCrm(values) {
    const errors: ConversionError[] = [];
    return {
      fields: {
        title: keep(errors, 'title', 'dealname', trimmed(values.dealname)),
        amount_cents: keep(errors, 'amount_cents', 'amount', cents(values.amount)),
        currency: keep(errors, 'currency', 'deal_currency_code', currencyOf(values.deal_currency_code)),
        stage: keep(errors, 'stage', 'dealstage', plain(values.dealstage)),
        pipeline: keep(errors, 'pipeline', 'pipeline', plain(values.pipeline)),
        close_date: keep(errors, 'close_date', 'closedate', day(values.closedate)),
        owner: keep(errors, 'owner', 'hubspot_owner_id', plain(values.hubspot_owner_id)),
        contact_ids: null,
        company_id: null,
      },
      custom: {
        yearly_use: keep(errors, 'custom.yearly_use', 'monthly_use', scaled(values.monthly_use, 12)),
        renewal: keep(errors, 'custom.renewal', 'is_renewal', bool(values.is_renewal)),
        source: choice(SOURCES, values.lead_source),
      },
      errors,
    };
  },
  toCrm(fields, custom) {
    const out = { values: {} as RemoteValues, errors: [] as ConversionError[] };
    const { title, amount_cents, currency, stage, pipeline, close_date, owner } = fields;
    const { yearly_use, renewal, source } = custom;
    if (title !== undefined) put(out, 'title', 'dealname', trimmed(title));
    if (amount_cents !== undefined) put(out, 'amount_cents', 'amount', amountOf(amount_cents));
    if (currency !== undefined) put(out, 'currency', 'deal_currency_code', upper(currency));
    if (stage !== undefined) put(out, 'stage', 'dealstage', asItIs(stage));
    if (pipeline !== undefined) put(out, 'pipeline', 'pipeline', asItIs(pipeline));
    if (close_date !== undefined) put(out, 'close_date', 'closedate', timeOf(close_date));
    if (owner !== undefined) put(out, 'owner', 'hubspot_owner_id', plain(owner));
    if (yearly_use !== undefined) put(out, 'custom.yearly_use', 'monthly_use', scaled(yearly_use, 1 / 12));
    if (renewal !== undefined) put(out, 'custom.renewal', 'is_renewal', bool(renewal));
    if (source !== undefined) put(out, 'custom.source', 'lead_source', choice(SOURCES_BACK, source));
    return out;
  },
};

const timeOf = (value: unknown): string | null | Fault => {
  const date = day(value);
  return typeof date === 'string' ? toIsoDatetime(date) : date;
};
