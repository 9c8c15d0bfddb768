import type { ObjectName } from '../../../shared/records.js';
import type { Connector } from '../connector.js';

/** What the service and the elements show of this provider, and how fast it may be asked. */
export const info = {
  id: 'odoo',
  label: 'Odoo',
  docUrl: 'https://www.odoo.com/documentation/19.0/developer/reference/external_api.html',
  objects: ['contact', 'company', 'deal', 'activity'] as ObjectName[],
  // Each customer has their own: see `auth.apiUrl`.
  hosts: { authUrl: 'https://www.odoo.com', apiUrl: 'https://www.odoo.com' },
  dealStage: { field: 'stage_id', pipelineField: 'team_id' },
  can: {
    batchWrite: 100,
    pageSize: { backfill: 200, delta: 200 },
    deletesInDelta: false,
  },
  // Odoo states none; its hosting is said to expect one call at a time.
  pace: { requests: 5, perMs: 1_000, isGuess: true, inFlight: 1 },
} satisfies Partial<Connector>;
