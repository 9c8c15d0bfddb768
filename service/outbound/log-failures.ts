import type { Transaction } from 'sequelize';
import type { ObjectName } from '../../shared/records.js';
import { SyncLog } from '../store/models/index.js';
import { kindOfPush } from './push-payload.js';
import type { Settlement } from './settle-pushes.js';

const NAMES: Record<ObjectName, string> = {
  activity: 'Call',
  contact: 'Contact',
  company: 'Company',
  deal: 'Deal',
};

/** A line that a person reads, for each push that was refused or given up. */
export async function logFailures(settled: readonly Settlement[], transaction: Transaction): Promise<void> {
  const rows = settled
    .filter(({ outcome }) => outcome.state === 'failed' || outcome.state === 'dead')
    .map(({ push, outcome }) => ({
      workspaceId: push.workspace_id,
      connectionId: push.connection_id,
      level: 'error' as const,
      code: outcome.error?.code ?? outcome.state,
      message: `${NAMES[push.object]} ${push.local_id} was not ${kindOfPush(push) === 'stage' ? 'moved' : 'sent'}: ${outcome.error?.message ?? 'no answer'}`,
      object: push.object,
    }));
  if (rows.length > 0) await SyncLog.bulkCreate(rows, { transaction });
}
