import { createHmac } from 'node:crypto';
import type { TestService, TestServiceOptions } from '../../support/service.js';
import { TEST_CLIENT, waitUntil } from '../../support/service.js';
import { openWorkbench, type Workbench } from '../workbench.js';

export const PORTAL = 146_700_001;
const PATH = '/crm/webhooks/hubspot';

/** An event as it is kept. */
export interface KeptEvent {
  id: string;
  connection_id: string | null;
  account_id: string;
  object: string | null;
  remote_id: string;
  kind: string;
  state: string;
  reason: string | null;
  error: { code: string } | null;
  tries: number;
  lease: string;
}

/** A workbench whose sandbox HubSpot tells it of every change. */
export interface WebhookBench extends Workbench {
  /** Changes or creates a record in the CRM, as a person does. */
  change(object: string, properties: Record<string, string>, id?: string): Promise<string>;
  events(where?: string): Promise<KeptEvent[]>;
  /** Waits until the CRM has told all it has to tell, there are at least so many events and none waits to be worked on. */
  worked(count?: number): Promise<KeptEvent[]>;
}

export async function openWebhookBench(options: TestServiceOptions = {}): Promise<WebhookBench> {
  const bench = await openWorkbench(options);
  const { service, sql } = bench;
  await service.sandbox.post('webhooks', {
    ...{ target_url: `${service.url}${PATH}`, batch_delay_ms: 10, retry_delays_ms: [50, 50, 50] },
  });
  const events = (where = 'true') =>
    sql<KeptEvent>(
      `SELECT id, connection_id, account_id, object, remote_id, kind, state, reason, error, tries, lease
         FROM crm_webhook_events WHERE ${where} ORDER BY id`,
    );
  return {
    ...bench,
    change: async (object, properties, id) => {
      const records = [{ ...(id === undefined ? {} : { id }), properties }];
      const { ids } = await service.sandbox.post<{ ids: string[] }>('records', { object, records });
      return ids[0] as string;
    },
    events,
    worked: (count = 0) =>
      waitUntil(
        `${count} events were worked on`,
        async () => {
          const { under_way } = await service.sandbox.get<{ under_way: number }>('webhooks');
          if (under_way > 0) return false;
          const [now] = await sql<{ known: number; waits: boolean }>(
            `SELECT count(*)::int AS known, coalesce(bool_or(state = 'received'), false)
                    OR EXISTS (SELECT 1 FROM crm_webhook_deliveries WHERE state = 'received') AS waits FROM crm_webhook_events`,
          );
          return now && !now.waits && now.known >= count && events();
        },
        90_000,
      ),
  };
}

let nextEventId = 1_000_000;

/** An event as HubSpot would tell it. */
export function hubspotEvent(objectId: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{ eventId: nextEventId++, subscriptionId: 1, portalId: PORTAL, appId: 1, occurredAt: Date.now() },
    ...{ subscriptionType: 'contact.propertyChange', propertyName: 'jobtitle', attemptNumber: 0 },
    ...{ objectId: Number(objectId), changeSource: 'CRM' },
    ...more,
  };
}

/** What differs from what HubSpot would send. */
export interface Sending {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  secret?: string;
  at?: number;
}

/** Sends a signed body, as HubSpot does; `to` is where, if that is not the address that is signed. */
export function sendSigned(
  { url }: Pick<TestService, 'url'>,
  body: string,
  { method = 'POST', path = PATH, secret = TEST_CLIENT.secret, at = Date.now(), headers }: Sending = {},
  to = url,
): Promise<Response> {
  const signature = createHmac('sha256', secret)
    .update(`${method}${url}${path}${body}${at}`)
    .digest('base64');
  return fetch(`${to}${path}`, {
    method,
    ...(method === 'GET' ? {} : { body }),
    headers: {
      'content-type': 'application/json',
      'x-hubspot-signature-v3': signature,
      'x-hubspot-request-timestamp': String(at),
      ...headers,
    },
  });
}
