import type { PushError } from '../../shared/push.js';
import type { WriteFault } from '../connectors/connector.js';
import { failureOf, PushRefused } from './outcomes.js';
import { type FreshRecord, readFresh } from './record-fresh.js';
import { keepRecords } from './record-keep.js';
import { type RecordContext, toReadyWrite } from './record-write.js';
import type { Sender } from './sender.js';

/**
 * Sends the host's changes of contacts, companies and deals. What the CRM has now is read first and decided again, so
 * that only what the host wins is written, over nothing that changed since.
 */
export const recordSender: Sender<RecordContext> = {
  async prepare(group, pushes) {
    const fresh = await readFresh(group, pushes);
    const prepared = new Map();
    for (const push of pushes) {
      const one = await toReadyWrite(group, push, fresh, fresh.records.get(push.id) as FreshRecord);
      prepared.set(push.id, one instanceof PushRefused ? failureOf(group.services.clock, push, one) : one);
    }
    return prepared;
  },

  outcomeOf({ connector, session, object, services }, { input }, result, found) {
    // It turned out to be there, and was left as it is: the next try reads and decides.
    if (input.remoteId === null && !result.created && result.written === undefined)
      return { state: 'queued', error: null, nextTryAt: services.clock.now() };
    return {
      state: found ? 'already_there' : 'sent',
      error: null,
      sent: true,
      remoteId: result.remoteId,
      remoteUrl: connector.recordUrl(session.accountId, session.metadata, object, result.remoteId),
    };
  },

  refusalOf: (group, { context, input }, fault) =>
    fault?.code === 'not_found' && input.remoteId !== null
      ? gone(group.connector.label)
      : tell(context, fault),

  keep: (group, settled, transaction) => keepRecords(group, settled, transaction),
};

const gone = (label: string): PushError =>
  new PushRefused('record_gone_in_crm', `${label} no longer has this record.`).pushError;

function tell({ compiled, written }: RecordContext, fault: WriteFault | null): PushError {
  const row = [...compiled.rows.values()].find(({ target }) => target === fault?.field);
  const value = row ? written[row.field] : undefined;
  return {
    code: fault?.code ?? 'crm_rejected',
    message: fault?.message ?? 'The CRM refused the record.',
    field: row?.field ?? fault?.field ?? null,
    value: value === undefined || value === null ? (fault?.value ?? null) : String(value),
    vendor_code: fault?.vendorCode ?? null,
  };
}
