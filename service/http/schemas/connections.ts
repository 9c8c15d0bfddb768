import { z } from 'zod';
import {
  CHANNEL_STATES,
  CONNECTION_STATUSES,
  type ConnectFlow,
  type Connection,
  FLOW_STATES,
} from '../../../shared/connection.js';
import type { ProviderInfo } from '../../../shared/provider-info.js';
import type { RenewWebhookAddressResult } from '../../../shared/routes/connections.js';
import { isoTime, objectName, uuid } from './common.js';

/** Shapes of connections, flows and providers, as answered. */
export const connectionSchema = z.object({
  id: uuid,
  provider: z.string(),
  status: z.enum(CONNECTION_STATUSES),
  status_reason: z
    .enum([
      'grant_revoked',
      'grant_expired',
      'app_uninstalled',
      'paused_by_person',
      'paused_by_operator',
      'disconnected_by_person',
    ])
    .nullable(),
  status_since: isoTime,
  account: z.object({ id: z.string(), name: z.string(), url: z.string().nullable() }),
  scopes: z.array(z.string()),
  missing_scopes: z.array(z.object({ scope: z.string(), objects: z.array(z.string()) })),
  connected_by: z.string().nullable(),
  connected_at: isoTime,
  paused_by: z.string().nullable(),
  key_expires_at: isoTime.nullable(),
  channels: z
    .object({
      state: z.enum(CHANNEL_STATES),
      expires_at: isoTime.nullable(),
      error: z.object({ code: z.string(), message: z.string() }).nullable(),
    })
    .nullable(),
  waiting_pushes: z.number().int(),
  counts: z.record(z.string(), z.number().int()),
}) satisfies z.ZodType<Connection>;

export const flowSchema = z.object({
  flow_id: z.string(),
  provider: z.string(),
  state: z.enum(FLOW_STATES),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  connection_id: uuid.nullable(),
  expires_at: isoTime,
}) satisfies z.ZodType<ConnectFlow>;

export const providerSchema = z.object({
  id: z.string(),
  label: z.string(),
  auth: z.enum(['oauth2', 'api_key']),
  credential_fields: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      type: z.enum(['text', 'url', 'email', 'password']),
      required: z.boolean(),
      pattern: z.string().exactOptional(),
      placeholder: z.string().exactOptional(),
      help_url: z.string().exactOptional(),
    }),
  ),
  objects: z.array(objectName),
  doc_url: z.string(),
  configured: z.boolean(),
}) satisfies z.ZodType<ProviderInfo>;

export const webhookAddressSchema = z.object({
  url: z.string(),
  steps: z.array(z.string()),
}) satisfies z.ZodType<RenewWebhookAddressResult>;
