import { z } from 'zod';
import {
  type CallInput,
  type ContactInput,
  DEAL_STAGE_STATES,
  type DealStage,
  PUSH_NOTES,
  PUSH_STATES,
  type PushError,
  type PushReceipt,
  type RecordInput,
} from '../../../shared/push.js';
import { ACTIVITY_KINDS, CALL_DIRECTIONS } from '../../../shared/records.js';
import { isoTime, objectName, uuid } from './common.js';

/** Shapes of calls, the people and records they name, and receipts. */
const MAX_BODY = 60_000;
const short = z.string().trim().min(1).max(300);

export const callInput = z.strictObject({
  kind: z.enum(ACTIVITY_KINDS).exactOptional(),
  subject: short.exactOptional(),
  body: z.string().max(MAX_BODY).exactOptional(),
  occurred_at: isoTime,
  duration_s: z
    .number()
    .int()
    .min(0)
    .max(7 * 86_400)
    .exactOptional(),
  direction: z.enum(CALL_DIRECTIONS).exactOptional(),
  outcome: short.exactOptional(),
  recording_url: z
    .url({ protocol: /^https$/, error: 'must be an https address' })
    .max(2000)
    .exactOptional(),
  from_number: short.exactOptional(),
  to_number: short.exactOptional(),
  contact_id: short.exactOptional(),
  company_id: short.exactOptional(),
  deal_id: short.exactOptional(),
}) satisfies z.ZodType<CallInput>;

export const contactInput = z.strictObject({
  id: short.exactOptional(),
  remote_id: short.exactOptional(),
  email: z.email().max(320).exactOptional(),
  phone: short.exactOptional(),
  first_name: short.exactOptional(),
  phone_e164: z
    .string()
    .regex(/^\+[1-9]\d{4,14}$/, 'must be + and digits, as +39029876543')
    .exactOptional(),
  last_name: short.exactOptional(),
  title: short.exactOptional(),
  country_iso: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be two capital letters, as IT')
    .exactOptional(),
}) satisfies z.ZodType<ContactInput>;

export const recordInput = z
  .strictObject({ id: short.exactOptional(), remote_id: short.exactOptional() })
  .refine(
    (input) => input.id !== undefined || input.remote_id !== undefined,
    'needs id or remote_id',
  ) satisfies z.ZodType<RecordInput>;

const pushError = z.object({
  code: z.string(),
  message: z.string(),
  field: z.string().nullable(),
  value: z.string().nullable(),
  vendor_code: z.string().nullable(),
}) satisfies z.ZodType<PushError>;

const dealStage = z.object({
  push_id: uuid,
  state: z.enum(DEAL_STAGE_STATES),
  call_id: z.string(),
  outcome: z.string(),
  deal: z.string(),
  stage: z.string(),
  label: z.string().nullable(),
  note: z.object({ code: z.enum(PUSH_NOTES), message: z.string() }).nullable(),
  error: pushError.nullable(),
}) satisfies z.ZodType<DealStage>;

export const receiptSchema = z.object({
  push_id: uuid,
  object: objectName,
  local_id: z.string(),
  call_id: z.string(),
  provider: z.string(),
  connection_id: uuid,
  state: z.enum(PUSH_STATES),
  attempts: z.number().int(),
  next_try_at: isoTime.nullable(),
  remote_id: z.string().nullable(),
  remote_url: z.string().nullable(),
  contact_name: z.string().nullable(),
  associations: z.object({
    contact: z.string().nullable(),
    company: z.string().nullable(),
    deal: z.string().nullable(),
  }),
  error: pushError.nullable(),
  deal_stage: dealStage.nullable(),
  first_tried_at: isoTime.nullable(),
  sent_at: isoTime.nullable(),
  created_at: isoTime,
  updated_at: isoTime,
}) satisfies z.ZodType<PushReceipt>;
