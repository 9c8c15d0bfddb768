import type { ObjectName } from '../../../shared/records.js';
import type { Connector } from '../connector.js';
import { readLimit } from './client.js';

/** What the service and the elements show of this provider, and how fast it may be asked. */
export const info = {
  id: 'hubspot',
  label: 'HubSpot',
  docUrl: 'https://developers.hubspot.com/docs',
  objects: ['contact', 'company', 'deal', 'activity'] as ObjectName[],
  hosts: { authUrl: 'https://app.hubspot.com', apiUrl: 'https://api.hubapi.com' },
  dealStage: { field: 'dealstage', pipelineField: 'pipeline' },
  can: {
    batchWrite: 100,
    pageSize: { backfill: 100, delta: 200 },
    deletesInDelta: false,
  },
  // Of an app installed through the marketplace, per account; private apps learn theirs from the headers.
  pace: { requests: 110, perMs: 10_000, buckets: { search: { requests: 5, perMs: 1_000 } }, readLimit },
} satisfies Partial<Connector>;
