import { writeEvents } from '../../service/store/queries/write-events.js';
import type { Page } from '../../shared/routes/route.js';
import type {
  CreateWebhookEndpointResult,
  GetWebhookDeliveryResult,
} from '../../shared/routes/webhook-endpoints.js';
import type { WebhookDelivery, WebhookEndpoint } from '../../shared/webhook-endpoints.js';
import { letOthersCommit } from '../support/committed.js';
import { waitUntil } from '../support/service.js';
import { type Answer, startReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';
import type { Workbench } from './workbench.js';

const BASE = '/crm/webhook-endpoints';

/** A registered endpoint with the server behind it, and what a host's backend asks of it. */
export interface Hook extends WebhookReceiver {
  id: string;
  secret: string;
  endpoint(): Promise<WebhookEndpoint>;
  patch(body: object): Promise<WebhookEndpoint>;
  post<T>(path: string, body?: object, expect?: number): Promise<T>;
  deliveries(query?: string): Promise<WebhookDelivery[]>;
  delivery(id: string): Promise<GetWebhookDeliveryResult>;
  /** `reason` of what came in, in order. */
  reasons(): string[];
  /** Waits until no try is in a worker's hands: what it answered may not be written yet, and a claim may still be on its way. */
  idle(): Promise<void>;
}

/** Registers endpoints of the workbench's app, each with a server of its own; ends them all. */
export function openHooks(bench: () => Workbench) {
  const open: Hook[] = [];
  return {
    async add(options: { answer?: Answer; body?: object } = {}): Promise<Hook> {
      const { api } = bench().service;
      const key = bench().tenant.sk;
      const receiver = await startReceiver(options.answer);
      const body = { url: receiver.url, ...options.body };
      const made = await api.post<CreateWebhookEndpointResult>(BASE, { key, body, expect: 201 });
      const { id, secret } = made.body;
      const get = async <T>(path: string): Promise<T> =>
        (await api.get<T>(`${BASE}/${id}${path}`, { key, expect: 200 })).body;
      const hook = Object.assign(receiver, {
        id,
        secret,
        endpoint: () => get<WebhookEndpoint>(''),
        patch: async (patch: object) =>
          (await api.patch<WebhookEndpoint>(`${BASE}/${id}`, { key, body: patch, expect: 200 })).body,
        post: async <T>(path: string, sent: object = {}, expect = 202) =>
          (await api.post<T>(`${BASE}/${id}${path}`, { key, body: sent, expect })).body,
        deliveries: async (query = '') => (await get<Page<WebhookDelivery>>(`/deliveries?${query}`)).data,
        delivery: (delivery: string) => get<GetWebhookDeliveryResult>(`/deliveries/${delivery}`),
        reasons: () =>
          receiver.received.map(({ event }) => String((event.data as { reason?: string }).reason)),
        idle: () =>
          waitUntil('nothing is under way', async () => {
            const leased =
              'SELECT 1 FROM crm_event_deliveries WHERE endpoint_id = $1 AND lease_until >= now()';
            return (await bench().sql(leased, id)).length === 0;
          }).then(() => undefined),
      });
      open.push(hook);
      return hook;
    },
    /** Removes the endpoints, so that the next test's events are only its own. */
    async clear(): Promise<void> {
      for (const hook of open.splice(0)) {
        const key = bench().tenant.sk;
        await bench().service.api.delete(`${BASE}/${hook.id}`, { key, expect: 204 });
        await hook.close();
      }
    },
    /** Writes one event for each reason, each in a transaction of its own, and waits until nothing holds them back. */
    async happen(...reasons: string[]): Promise<void> {
      const { store } = bench().service.running.services;
      for (const reason of reasons)
        await store.transaction((transaction) =>
          writeEvents(
            store,
            bench().connection.id,
            [{ type: 'connection.paused', data: { reason } }],
            transaction,
          ),
        );
      await letOthersCommit(bench().sql);
    },
  };
}
