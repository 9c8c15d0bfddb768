import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The service's metrics, under the names operators know. Labels never hold a tenant or a person. */
export interface Metrics {
  registry: Registry;
  requests: Counter<'method' | 'route' | 'status'>;
  operations: Counter<'provider' | 'operation' | 'result'>;
  errors: Counter<'provider' | 'kind'>;
  syncErrors: Counter<'provider' | 'object' | 'code'>;
  syncDuration: Histogram<'provider' | 'kind'>;
  entitiesSynced: Counter<'provider' | 'object' | 'change'>;
  /** Changes that a poll found and no webhook had announced, where webhooks are on. */
  reconciliation: Counter<'provider' | 'object'>;
  connectionStatus: Gauge<'provider' | 'status'>;
  rateLimitHits: Counter<'provider'>;
  /** Requests at the addresses of webhooks, by what became of them: `stored`, or why not. */
  webhookRequests: Counter<'provider' | 'outcome'>;
  webhookEvents: Counter<'provider' | 'outcome'>;
  /** From a webhook's arrival to the end of its dispatch. */
  webhookLatency: Histogram<'provider'>;
  deadLetters: Gauge<'provider'>;
  unmapped: Gauge<'provider' | 'object'>;
  /** Tries of events out, by what became of them. */
  webhookDeliveries: Counter<'outcome'>;
  webhookEndpoints: Gauge<'state'>;
  /** Fields of CRMs whose mapping is paused because they changed there. */
  pausedFields: Gauge<'provider'>;
  queueSize: Gauge<'queue'>;
  eventStreams: Gauge;
}

const WEBHOOK_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 3600];
const SYNC_SECONDS = [0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200];

export function createMetrics(): Metrics {
  const registry = new Registry();
  // Looking every 10 ms, as is the default, costs an idle process more than anything else.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 });
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: 'crm_requests_total',
      help: 'Requests answered',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    operations: new Counter({
      name: 'crm_operations_total',
      help: 'Requests made to CRMs',
      labelNames: ['provider', 'operation', 'result'],
      registers,
    }),
    errors: new Counter({
      name: 'crm_errors_total',
      help: 'Errors of CRMs, by kind',
      labelNames: ['provider', 'kind'],
      registers,
    }),
    syncErrors: new Counter({
      name: 'crm_sync_errors_total',
      help: 'Runs and records that failed',
      labelNames: ['provider', 'object', 'code'],
      registers,
    }),
    syncDuration: new Histogram({
      name: 'crm_sync_duration_seconds',
      help: 'Length of a run',
      labelNames: ['provider', 'kind'],
      buckets: SYNC_SECONDS,
      registers,
    }),
    entitiesSynced: new Counter({
      name: 'crm_entities_synced_total',
      help: 'Records written by syncs',
      labelNames: ['provider', 'object', 'change'],
      registers,
    }),
    reconciliation: new Counter({
      name: 'crm_reconciliation_total',
      help: 'Changes found by polls that no webhook had announced, where webhooks are on',
      labelNames: ['provider', 'object'],
      registers,
    }),
    connectionStatus: new Gauge({
      name: 'crm_connection_status',
      help: 'Connections by status',
      labelNames: ['provider', 'status'],
      registers,
    }),
    rateLimitHits: new Counter({
      name: 'crm_rate_limit_hits_total',
      help: 'Times a CRM asked us to slow down',
      labelNames: ['provider'],
      registers,
    }),
    webhookRequests: new Counter({
      name: 'crm_webhook_requests_total',
      help: 'Webhooks that came: stored, or why they were refused',
      labelNames: ['provider', 'outcome'],
      registers,
    }),
    webhookEvents: new Counter({
      name: 'crm_webhook_events_total',
      help: 'Events of webhooks: told (repeats too), read or ignored when they are new, then done or failed',
      labelNames: ['provider', 'outcome'],
      registers,
    }),
    webhookLatency: new Histogram({
      name: 'webhook_latency_seconds',
      help: "From a webhook's arrival to the end of its dispatch",
      labelNames: ['provider'],
      buckets: WEBHOOK_SECONDS,
      registers,
    }),
    deadLetters: new Gauge({
      name: 'dlq_size',
      help: 'Pushes refused or given up that wait for a decision (GET /crm/admin/dead-letters); as provider webhook_endpoints, events that could not be delivered',
      labelNames: ['provider'],
      registers,
    }),
    unmapped: new Gauge({
      name: 'crm_records_unmapped',
      help: 'Records with a value that could not be mapped (GET /crm/mappings/errors)',
      labelNames: ['provider', 'object'],
      registers,
    }),
    pausedFields: new Gauge({
      name: 'crm_paused_fields',
      help: 'Fields that CRMs removed or changed so that their mapping is paused',
      labelNames: ['provider'],
      registers,
    }),
    eventStreams: new Gauge({
      name: 'crm_event_streams',
      help: 'Event streams that this process keeps open',
      registers,
    }),
    webhookDeliveries: new Counter({
      name: 'crm_webhook_deliveries_total',
      help: 'Tries to deliver an event to an endpoint of an app',
      labelNames: ['outcome'],
      registers,
    }),
    webhookEndpoints: new Gauge({
      name: 'crm_webhook_endpoints',
      help: 'Endpoints of apps; a resting one fails and is tried now and then',
      labelNames: ['state'],
      registers,
    }),
    queueSize: new Gauge({
      name: 'worker_queue_size',
      help: 'Work that waits',
      labelNames: ['queue'],
      registers,
    }),
  };
}
