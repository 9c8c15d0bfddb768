import type { CrmField } from '../../shared/mapping.js';
import type { ObjectName } from '../../shared/records.js';
import type { Clock } from '../clock.js';
import type { Connector, ConnectorSession } from '../connectors/connector.js';
import { FieldCache } from '../store/models/index.js';

/** People rename and add fields now and then; the editor can ask for a fresh list at any time. */
const FRESH_MS = 10 * 60_000;

/** Fields of an object as the CRM describes them: the kept list while it is fresh, else asked again and kept. */
export async function readFields(
  context: { clock: Clock },
  connectionId: string,
  open: () => Promise<{ connector: Connector; session: ConnectorSession }>,
  object: ObjectName,
  options: { refresh?: boolean; freshMs?: number } = {},
): Promise<{ fields: CrmField[]; fetchedAt: Date }> {
  const now = context.clock.now();
  const kept = await FieldCache.findOne({ where: { connectionId, object } });
  const freshMs = options.freshMs ?? FRESH_MS;
  if (kept && !options.refresh && now.getTime() - kept.fetchedAt.getTime() < freshMs) {
    return { fields: kept.fields, fetchedAt: kept.fetchedAt };
  }
  const { connector, session } = await open();
  const fields = await connector.listFields(session, object);
  await FieldCache.upsert({ connectionId, object, fields, fetchedAt: now });
  return { fields, fetchedAt: now };
}
