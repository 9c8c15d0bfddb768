import { z } from 'zod';
import { CONFLICT_RULES } from '../../../shared/mapping.js';
import { APP_FIELDS, type AppField, type Fields, type ObjectName } from '../../../shared/records.js';
import type { PutRecordResult } from '../../../shared/routes/records.js';
import { countryAs } from '../../mapping/countries.js';
import { validate } from '../validate.js';
import { callInput, contactInput, recordInput } from './calls.js';
import { fieldValue, hostId, isoTime, objectName, uuid } from './common.js';

const MAX_TEXT = 1_000;
const MAX_CUSTOM_TEXT = 10_000;
const MAX_CUSTOM = 200;
const MAX_REFS = 100;
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

const text = z.string().trim().max(MAX_TEXT);

/** A value of each type of field, as the host may give it. */
function valueSchema({ type }: AppField): z.ZodType {
  switch (type) {
    case 'email':
      return z.string().trim().toLowerCase().pipe(z.email().max(320));
    case 'phone':
      return z.string().regex(/^\+[1-9]\d{4,14}$/, 'must be + and digits, as +39029876543');
    case 'country':
      return z
        .string()
        .regex(/^[A-Z]{2}$/, 'must be two capital letters, as IT')
        .refine((code) => countryAs(code, 'alpha_2', 'en') !== null, 'is no country');
    case 'currency':
      return z.string().refine((code) => CURRENCIES.has(code), 'must be a currency, as EUR');
    case 'money_cents':
      return z.number().int('must be whole cents').min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
    case 'date':
      return z.iso.date();
    case 'ref':
      return hostId;
    case 'ref_list':
      return z.array(hostId).max(MAX_REFS);
    default:
      return text;
  }
}

const fieldsOf = (object: ObjectName) =>
  z.strictObject(
    Object.fromEntries(
      APP_FIELDS[object].map((field) => [field.name, valueSchema(field).nullable().exactOptional()]),
    ),
  );

const custom = z
  .record(
    z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be lower case letters, digits and _'),
    z.union([z.string().max(MAX_CUSTOM_TEXT), z.number(), z.boolean(), z.null()]),
  )
  .refine((values) => Object.keys(values).length <= MAX_CUSTOM, `has more than ${MAX_CUSTOM} fields`);

const provider = z.string().min(1).max(40);
const remoteId = z.string().min(1).max(200);

/** Every field of any object; which ones an object has, and what they hold, is asked of `readHostRecord`. */
const anyFields = z.strictObject(
  Object.fromEntries(
    [
      ...Object.keys(callInput.shape),
      ...Object.values(APP_FIELDS).flatMap((fields) => fields.map(({ name }) => name)),
    ].map((name) => [name, fieldValue.exactOptional()]),
  ),
);

export const putBody = z.strictObject({
  workspace_id: hostId,
  provider: provider.exactOptional(),
  remote_id: remoteId.exactOptional(),
  fields: anyFields.exactOptional(),
  custom: custom.exactOptional(),
  contact: contactInput.exactOptional(),
  company: recordInput.exactOptional(),
  deal: recordInput.exactOptional(),
});

const activityBody = z.strictObject({
  workspace_id: hostId,
  fields: callInput,
  contact: contactInput.exactOptional(),
  company: recordInput.exactOptional(),
  deal: recordInput.exactOptional(),
});

const recordBody = (object: ObjectName) =>
  z
    .strictObject({
      workspace_id: hostId,
      provider: provider.exactOptional(),
      remote_id: remoteId.exactOptional(),
      fields: fieldsOf(object).exactOptional(),
      custom: custom.exactOptional(),
    })
    .refine((body) => Object.keys({ ...body.fields, ...body.custom }).length > 0, {
      path: ['fields'],
      message: 'needs at least one field',
    });

const BODIES = { contact: recordBody('contact'), company: recordBody('company'), deal: recordBody('deal') };

/** What the host said, checked as its object wants it. */
export type GivenRecord =
  | { object: 'activity'; call: Record<string, unknown> }
  | {
      object: Exclude<ObjectName, 'activity'>;
      fields: Fields;
      remoteId: string | null;
      provider: string | null;
    };

/** @throws ServiceError `bad_request` naming every fault. */
export function readHostRecord(object: ObjectName, body: unknown): GivenRecord {
  if (object === 'activity') {
    const { workspace_id: _, ...call } = check(activityBody, body);
    return { object, call };
  }
  const read = check(BODIES[object], body);
  const own = Object.entries(read.custom ?? {}).map(([name, value]) => [`custom.${name}`, value]);
  const fields = { ...(read.fields as Fields | undefined), ...Object.fromEntries(own) } as Fields;
  return { object, fields, remoteId: read.remote_id ?? null, provider: read.provider ?? null };
}

function check<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const nothing = { schema: undefined, value: undefined };
  return validate({ path: nothing, query: nothing, body: { schema, value } }).body as z.output<T>;
}

export const putResult = z.object({
  object: objectName,
  local_id: z.string(),
  updated_at: isoTime,
  sides: z.array(
    z.object({
      connection_id: uuid,
      provider: z.string(),
      push_id: uuid.nullable(),
      remote_id: z.string().nullable(),
      missing: z.array(z.string()),
      conflicts: z.array(
        z.object({
          field: z.string(),
          host: fieldValue,
          crm: fieldValue,
          rule: z.enum(CONFLICT_RULES),
          winner: z.enum(['host', 'crm', 'neither']),
        }),
      ),
    }),
  ),
}) satisfies z.ZodType<PutRecordResult>;
