import type { CallInput, ContactInput } from '../../shared/push.js';
import { putRecord } from '../../shared/routes/records.js';
import { ServiceApi } from '../support/service-api.js';
import type { CallBook } from './call-book.js';
import type { Call } from './calls.js';
import { WORKSPACE } from './people.js';

/**
 * Tells the service Linea's calls, so that a push button needs no more than a call's id.
 *
 * @throws ServiceRefusal.
 */
export async function registerCalls(serviceUrl: string, secretKey: string, calls: CallBook): Promise<void> {
  const service = new ServiceApi(serviceUrl, secretKey);
  for (const call of calls) {
    const body = { workspace_id: WORKSPACE.id, fields: toFields(call), contact: toContact(call) };
    await service.call(putRecord, { params: { object: 'activity', local_id: call.id }, body });
  }
}

function toFields(call: Call): CallInput {
  return {
    kind: 'call',
    subject: call.subject.it,
    body: call.notes,
    occurred_at: call.occurred_at,
    duration_s: call.duration_s,
    direction: call.direction,
    outcome: call.outcome,
    recording_url: `https://linea.example/recordings/${call.id}`,
  };
}

const toContact = ({ contact }: Call): ContactInput => ({ ...contact });
