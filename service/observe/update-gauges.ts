import { QueryTypes } from 'sequelize';
import type { Services } from '../services.js';
import { SUPERSEDED } from '../store/queries/superseded.js';
import { UNMAPPED } from '../store/queries/unmapped-records.js';

interface Count {
  gauge: 'connection' | 'waiting' | 'dead' | 'endpoint' | 'unmapped' | 'paused_fields';
  provider: string;
  label: string;
  n: number;
}

/** Anyone may look: those who look at the same time share one reading. */
const underWay = new WeakMap<Services, Promise<void>>();

/**
 * Reads what gauges show, at the moment somebody looks. While the database is away they show nothing: the counters of
 * this process are wanted most just then.
 */
export function updateGauges(services: Services): Promise<void> {
  const running = underWay.get(services);
  if (running) return running;
  const work = readGauges(services)
    .catch((error: unknown) => {
      services.log.warn({ err: error }, 'the gauges could not be read');
      resetGauges(services);
    })
    .finally(() => underWay.delete(services));
  underWay.set(services, work);
  return work;
}

function resetGauges({ metrics }: Pick<Services, 'metrics'>): void {
  const { connectionStatus, deadLetters, pausedFields, queueSize, webhookEndpoints, unmapped } = metrics;
  const gauges = [connectionStatus, deadLetters, pausedFields, queueSize, webhookEndpoints, unmapped];
  for (const gauge of gauges) gauge.reset();
}

async function readGauges({ store, metrics }: Services): Promise<void> {
  const counts = await store.sequelize.query<Count>(
    `SELECT 'connection' AS gauge, provider, status AS label, count(*)::int AS n FROM crm_connections GROUP BY provider, status
     UNION ALL
     SELECT 'waiting', c.provider, 'push', count(*)::int FROM crm_pushes p JOIN crm_connections c ON c.id = p.connection_id
      WHERE p.state IN ('queued', 'waiting_for_quota', 'sending', 'checking') GROUP BY c.provider
     UNION ALL -- those that the list of dead letters shows
     SELECT 'dead', c.provider, 'push', count(*)::int FROM crm_pushes p JOIN crm_connections c ON c.id = p.connection_id
      WHERE p.state IN ('failed', 'dead') AND NOT ${SUPERSEDED} GROUP BY c.provider
     UNION ALL
     SELECT 'waiting', '', 'run', count(*)::int FROM crm_sync_runs WHERE state IN ('queued', 'running')
     UNION ALL -- bodies whose events are not read, and events that are not applied
     SELECT 'waiting', '', 'webhook', count(*)::int FROM crm_webhook_deliveries WHERE state = 'received'
     UNION ALL
     SELECT 'waiting', '', 'webhook_event', count(*)::int FROM crm_webhook_events WHERE state = 'received'
     UNION ALL
     SELECT 'waiting', '', 'delivery', count(*)::int FROM crm_event_deliveries WHERE state = 'waiting'
     UNION ALL
     SELECT 'dead', 'webhook_endpoints', '', count(*)::int FROM crm_event_deliveries WHERE state = 'dead'
     UNION ALL
     SELECT 'endpoint', '', CASE WHEN NOT enabled THEN 'disabled' WHEN open_until IS NOT NULL THEN 'resting' ELSE 'enabled' END AS state,
            count(*)::int FROM crm_event_endpoints GROUP BY state
     UNION ALL
     SELECT 'unmapped', c.provider, r.object, count(*)::int FROM crm_records r JOIN crm_connections c ON c.id = r.connection_id
      WHERE ${UNMAPPED} GROUP BY c.provider, r.object
     UNION ALL
     SELECT 'paused_fields', c.provider, '', count(*)::int FROM crm_field_drifts d JOIN crm_connections c ON c.id = d.connection_id
      WHERE d.paused AND c.status <> 'disconnected' GROUP BY c.provider`,
    { type: QueryTypes.SELECT },
  );
  const { connectionStatus, deadLetters, pausedFields, queueSize, webhookEndpoints, unmapped } = metrics;
  resetGauges({ metrics });
  for (const { gauge, provider, label, n } of counts) {
    if (gauge === 'connection') connectionStatus.set({ provider, status: label }, n);
    else if (gauge === 'dead') deadLetters.set({ provider }, n);
    else if (gauge === 'unmapped') unmapped.set({ provider, object: label }, n);
    else if (gauge === 'paused_fields') pausedFields.set({ provider }, n);
    else if (gauge === 'endpoint') webhookEndpoints.set({ state: label }, n);
    else queueSize.inc({ queue: label }, n);
  }
}
