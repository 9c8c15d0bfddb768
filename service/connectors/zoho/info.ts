import type { ObjectName } from '../../../shared/records.js';
import type { Connector } from '../connector.js';
import { dailyCredits } from './credits.js';
import { PACE, readLimit } from './pace.js';

/** What the service and the elements show of this provider, and how fast it may be asked. */
export const info = {
  id: 'zoho',
  label: 'Zoho CRM',
  docUrl: 'https://www.zoho.com/crm/developer/docs/api/v8/',
  objects: ['contact', 'company', 'deal', 'activity'] as ObjectName[],
  hosts: { authUrl: 'https://accounts.zoho.com', apiUrl: 'https://www.zohoapis.com' },
  dealStage: { field: 'Stage', pipelineField: 'Pipeline' },
  can: {
    batchWrite: 100,
    pageSize: { backfill: 200, delta: 200 },
    deletesInDelta: false,
  },
  // Of the smallest paid edition, for accounts that do not tell theirs.
  pace: { ...PACE, perDay: 50_000, perDayOf: dailyCredits, readLimit },
} satisfies Partial<Connector>;
