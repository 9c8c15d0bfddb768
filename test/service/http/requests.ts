import type { Endpoint } from '../../../service/http/endpoint.js';
import { fillPath } from '../../../shared/routes/route.js';

/** Ids of one tenant's things, as they stand in paths. */
export interface TenantIds {
  app_id: string;
  key_id: string;
  connection_id: string;
  flow_id: string;
  run_id: string;
  call_id: string;
  local_id: string;
  push_id: string;
  held_id: string;
  endpoint_id: string;
  delivery_id: string;
}

/** A request that an endpoint would take, if the caller may. */
export interface SampleRequest {
  method: string;
  path: string;
  body?: unknown;
  /** Parts of the path that name a tenant's thing. */
  names: (keyof TenantIds)[];
}

const OCCURRED = '2026-11-20T10:00:00Z';

/** What each endpoint that needs a key takes besides its path. A new endpoint needs a line here to be tested. */
const SAMPLES: Record<string, { query?: string; body?: unknown }> = {
  'POST /crm/admin/apps': { body: { name: 'Another app' } },
  'GET /crm/admin/apps': {},
  'PATCH /crm/admin/apps/:app_id': { body: { name: 'Renamed' } },
  'PUT /crm/admin/apps/:app_id/providers/:provider': {
    body: { client_id: 'client-of-somebody', client_secret: 'secret-of-somebody' },
  },
  'POST /crm/admin/apps/:app_id/keys': { body: { kind: 'sk' } },
  'GET /crm/admin/apps/:app_id/keys': {},
  'DELETE /crm/admin/apps/:app_id/keys/:key_id': {},
  'POST /crm/embed-tokens': { body: { workspace_id: 'ws_1' } },
  'GET /crm/session': {},
  'GET /crm/providers': {},
  'GET /crm/connections': {},
  'PATCH /crm/connections/:connection_id': { body: { paused: true } },
  'POST /crm/connections/:connection_id/webhook-address': {},
  'DELETE /crm/connections/:connection_id': { query: 'data=delete' },
  'POST /crm/:provider/connect': { body: { api_key: 'a-key-of-somebody' } },
  'POST /crm/connect-flows': { body: { provider: 'hubspot' } },
  'GET /crm/connect-flows/:flow_id': {},
  'DELETE /crm/connect-flows/:flow_id': {},
  'GET /crm/fields': { query: 'provider=hubspot&object=contact' },
  'GET /crm/mappings': { query: 'provider=hubspot&object=contact' },
  'PUT /crm/mappings': { query: 'provider=hubspot&object=contact', body: { rows: [] } },
  'GET /crm/mappings/versions': { query: 'provider=hubspot&object=contact' },
  'GET /crm/mappings/versions/:version': { query: 'provider=hubspot&object=contact' },
  'POST /crm/mappings/rollback': { body: { provider: 'hubspot', object: 'contact', version: 0 } },
  'GET /crm/mappings/preset': { query: 'provider=hubspot&object=contact' },
  'GET /crm/mappings/export': { query: 'provider=hubspot' },
  'POST /crm/mappings/import': {
    body: {
      document: {
        ...{ format: 'crm-connect/mapping', format_version: 1, provider: 'hubspot', exported_at: OCCURRED },
        mappings: [{ object: 'contact', rows: [] }],
      },
    },
  },
  'GET /crm/app-fields': { query: 'object=contact' },
  'PUT /crm/app-fields': { query: 'object=contact', body: { fields: [] } },
  'GET /crm/mappings/examples': { query: 'provider=hubspot&object=contact' },
  'POST /crm/mappings/preview': { body: { provider: 'hubspot', object: 'contact' } },
  'POST /crm/mappings/dry-run': { body: { provider: 'hubspot', object: 'contact' } },
  'GET /crm/mappings/errors': { query: 'provider=hubspot&object=contact' },
  'POST /crm/sync/start': { body: { provider: 'hubspot', backfill: true } },
  'GET /crm/sync/status': {},
  'GET /crm/sync/logs': {},
  'GET /crm/sync/runs/:run_id': {},
  'GET /crm/events': { query: 'stream=false' },
  'POST /crm/sync/runs/:run_id/cancel': {},
  'GET /crm/held-deletions': {},
  'GET /crm/held-deletions/:held_id/records': {},
  'POST /crm/held-deletions/:held_id/decide': { body: { decision: 'keep', count: 1 } },
  'POST /crm/admin/pause-sync': { query: 'provider=hubspot&pause=false' },
  'GET /crm/admin/pauses': {},
  'GET /crm/admin/webhook-events': { query: 'provider=hubspot&state=failed' },
  'POST /crm/admin/replay-webhook': { query: 'provider=hubspot&state=failed' },
  'GET /crm/admin/sync-status': {},
  'GET /crm/records/:object': {},
  'GET /crm/records/:object/:local_id': {},
  'PUT /crm/records/:object/:local_id': {
    body: { workspace_id: 'ws_1', fields: { occurred_at: OCCURRED }, contact: { email: 'a@b.example' } },
  },
  'POST /crm/calls/:call_id/push-to-crm': {
    body: { call: { occurred_at: OCCURRED }, contact: { email: 'a@b.example' } },
  },
  'GET /crm/calls/:call_id/push': {},
  'GET /crm/pushes/:push_id': {},
  'GET /crm/admin/dead-letters': {},
  'POST /crm/admin/dead-letters/retry': { body: {} },
  'POST /crm/admin/dead-letters/:push_id/retry': {},
  'GET /crm/dead-letters': {},
  'POST /crm/dead-letters/retry': { body: {} },
  'POST /crm/dead-letters/:push_id/retry': {},
  'POST /crm/webhook-endpoints': { body: { url: 'https://hooks.example/crm' } },
  'GET /crm/webhook-endpoints': {},
  'GET /crm/webhook-endpoints/:endpoint_id': {},
  'PATCH /crm/webhook-endpoints/:endpoint_id': { body: { enabled: false } },
  'DELETE /crm/webhook-endpoints/:endpoint_id': {},
  'POST /crm/webhook-endpoints/:endpoint_id/rotate-secret': { body: {} },
  'POST /crm/webhook-endpoints/:endpoint_id/test': {},
  'GET /crm/webhook-endpoints/:endpoint_id/deliveries': {},
  'GET /crm/webhook-endpoints/:endpoint_id/deliveries/:delivery_id': {},
  'POST /crm/webhook-endpoints/:endpoint_id/deliveries/:delivery_id/resend': {},
  'POST /crm/webhook-endpoints/:endpoint_id/resend': { body: { since: OCCURRED } },
  'GET /crm/pushes': { query: 'call_ids=call_1' },
};

/** @throws Error for an endpoint without a sample. */
export function sampleRequest(endpoint: Endpoint, ids: TenantIds): SampleRequest {
  const { method, path } = endpoint.route;
  const sample = SAMPLES[`${method} ${path}`];
  if (!sample) throw new Error(`${method} ${path} has no sample request: add one to ${import.meta.url}`);
  const object = method === 'PUT' ? 'activity' : 'contact';
  const query = sample.query === undefined ? '' : `?${sample.query}`;
  const names = (Object.keys(ids) as (keyof TenantIds)[]).filter((name) => path.includes(`:${name}`));
  return {
    method,
    path: fillPath(path, { ...ids, provider: 'hubspot', object, version: '0' }) + query,
    ...(sample.body === undefined ? {} : { body: sample.body }),
    names,
  };
}

/** Adds a query parameter. */
export function withQuery(path: string, parameter: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${parameter}`;
}
