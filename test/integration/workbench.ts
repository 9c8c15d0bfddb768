import { QueryTypes } from 'sequelize';
import type { Connection } from '../../shared/connection.js';
import type { PushReceipt } from '../../shared/push.js';
import type { CrmRecord, ObjectName } from '../../shared/records.js';
import type { SyncRun } from '../../shared/run.js';
import { letOthersCommit } from '../support/committed.js';
import {
  startTestService,
  type Tenant,
  type TestService,
  type TestServiceOptions,
  waitUntil,
} from '../support/service.js';

/** A service with one workspace whose sandbox CRM (HubSpot) is connected, and what a host asks of it. */
export interface Workbench {
  service: TestService;
  tenant: Tenant;
  connection: Connection;
  sql<T extends object = Record<string, unknown>>(query: string, ...bind: unknown[]): Promise<T[]>;
  /** Starts a run and gives its id. */
  start(backfill: boolean, objects?: ObjectName[]): Promise<string>;
  run(id: string): Promise<SyncRun>;
  /** Waits until a run is over. */
  ended(id: string): Promise<SyncRun>;
  /** Starts a run and waits until it is over; after a copy also for the poll that follows it at once. */
  sync(backfill: boolean, objects?: ObjectName[]): Promise<SyncRun>;
  /** Waits until no run is under way or due, or about to be: a default that is saved spreads the polls of its app a little. */
  calm(): Promise<void>;
  /** Everything in the feed of an object. */
  feed(object: ObjectName, cursor?: string): Promise<{ records: CrmRecord[]; cursor: string }>;
  push(callId: string, body: Record<string, unknown>): Promise<PushReceipt>;
  receipt(callId: string): Promise<PushReceipt>;
  /** Waits until a push is in one of the states (by default: settled). */
  settled(callId: string, ...states: string[]): Promise<PushReceipt>;
}

export const SETTLED = ['sent', 'already_there', 'failed', 'dead'];

export async function openWorkbench(
  options: TestServiceOptions & { provider?: string } = {},
): Promise<Workbench> {
  const service = await startTestService(options);
  // The sandbox lifts its limits for tests; the vendor's pace would only be waited for.
  service.running.services.pacerFor = () => ({ take: async () => undefined, learn: () => undefined });
  try {
    const tenant = await service.createTenant();
    const { provider = 'hubspot' } = options;
    const connection =
      provider === 'odoo'
        ? await connectOdoo(service, tenant)
        : await service.connect(tenant.et, { provider });
    return describe(service, tenant, connection);
  } catch (error) {
    await service.close();
    throw error;
  }
}

/** With a key of the sandbox Odoo 19's first database. */
async function connectOdoo(service: TestService, { et }: Tenant): Promise<Connection> {
  const made = await service.odoo.post<Record<string, string>>('keys', {});
  service.secrets.add(made['key']);
  const { url, database, login: username, key: api_key } = made;
  const body = { url, database, username, api_key };
  return (await service.api.post<Connection>('/crm/odoo/connect', { key: et, body, expect: 201 })).body;
}

/** Another workspace of the service, connected to the same CRM account. */
export async function addWorkspace(bench: Workbench, workspaceId: string): Promise<Workbench> {
  const tenant = await bench.service.createTenant(workspaceId, `App of ${workspaceId}`);
  return describe(bench.service, tenant, await bench.service.connect(tenant.et));
}

function describe(service: TestService, tenant: Tenant, connection: Connection): Workbench {
  const { api } = service;
  const { et } = tenant;
  const bench: Workbench = {
    service,
    tenant,
    connection,
    sql: (query, ...bind) =>
      service.running.services.store.sequelize.query(query, { bind, type: QueryTypes.SELECT }) as never,
    async start(backfill, objects) {
      const body = { provider: connection.provider, mode: 'pull', backfill, ...(objects ? { objects } : {}) };
      const answer = await api.post<{ run_id: string }>('/crm/sync/start', { key: et, body, expect: 202 });
      return answer.body.run_id;
    },
    run: async (id) => (await api.get<SyncRun>(`/crm/sync/runs/${id}`, { key: et, expect: 200 })).body,
    ended: (id) =>
      waitUntil('the run is over', async () => {
        const run = await bench.run(id);
        return ['succeeded', 'failed', 'cancelled'].includes(run.state) && run;
      }),
    async sync(backfill, objects) {
      const run = await bench.ended(await bench.start(backfill, objects));
      if (backfill && run.state === 'succeeded') await bench.calm();
      return run;
    },
    calm: () =>
      waitUntil('no poll is due', async () => {
        const rows = await bench.sql(
          `SELECT 1 FROM crm_sync_runs WHERE connection_id = $1 AND state IN ('queued', 'running')
           UNION ALL SELECT 1 FROM crm_sync_schedules WHERE connection_id = $1 AND next_run_at <= now() + interval '1 second'`,
          connection.id,
        );
        return rows.length === 0;
      }).then(() => undefined),
    async feed(object, cursor) {
      await letOthersCommit(bench.sql);
      const records: CrmRecord[] = [];
      let at = cursor;
      for (;;) {
        const query = new URLSearchParams({ limit: '200', ...(at === undefined ? {} : { cursor: at }) });
        const { body } = await api.get<{ data: CrmRecord[]; next_cursor: string | null }>(
          `/crm/records/${object}?${query}`,
          { key: et, expect: 200 },
        );
        records.push(...body.data);
        at = body.next_cursor ?? at;
        if (body.data.length < 200) return { records, cursor: at ?? '' };
      }
    },
    push: async (callId, body) =>
      (await api.post<PushReceipt>(`/crm/calls/${callId}/push-to-crm`, { key: et, body, expect: 202 })).body,
    receipt: async (callId) =>
      (await api.get<PushReceipt>(`/crm/calls/${callId}/push`, { key: et, expect: 200 })).body,
    settled: (callId, ...states) =>
      waitUntil(`call ${callId} is ${states.join(' or ') || 'settled'}`, async () => {
        const receipt = await bench.receipt(callId);
        return (states.length > 0 ? states : SETTLED).includes(receipt.state) && receipt;
      }),
  };
  return bench;
}

/** A call as a host describes it. */
export function aCall(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    subject: 'Green tariff',
    body: 'Wants an offer',
    occurred_at: '2026-11-20T10:00:00.000Z',
    duration_s: 372,
    direction: 'outbound',
    outcome: 'connected',
    ...more,
  };
}
