import type { CrmField } from '../../shared/mapping.js';
import type { ObjectName } from '../../shared/records.js';
import { type Connector, type ConnectorSession, CrmError } from '../connectors/connector.js';
import { DOUBT_MS } from '../drift/doubt.js';
import { type DriftContext, keepFields } from '../drift/keep-fields.js';
import { type Connection, FieldCache, Workspace } from '../store/models/index.js';
import { findMapping } from '../store/queries/find-mapping.js';

/** People rename and add fields now and then; the editor can ask for a fresh list at any time. */
const FRESH_MS = 10 * 60_000;

/**
 * Fields of an object as the CRM describes them: the kept list while it is fresh, else asked again, compared with what the
 * mapping in use relies on, and kept.
 *
 * @throws CrmError `permission` when the CRM shows none at all: every object has some.
 */
export async function readFields(
  context: DriftContext,
  connectionId: string,
  open: () => Promise<{ connector: Connector; session: ConnectorSession; connection: Connection }>,
  object: ObjectName,
  options: { refresh?: boolean; freshMs?: number } = {},
): Promise<{ fields: CrmField[]; fetchedAt: Date }> {
  const now = context.clock.now();
  const kept = await FieldCache.findOne({ where: { connectionId, object } });
  if (kept && !options.refresh && areFresh(kept, now, options.freshMs)) {
    return { fields: kept.fields, fetchedAt: kept.fetchedAt };
  }
  const { connector, session, connection } = await open();
  const fields = await connector.listFields(session, object);
  if (fields.length === 0)
    throw new CrmError(
      'permission',
      `${connector.label} shows no fields of ${object}: our access may not see them`,
    );
  const { workspaceId } = connection;
  const workspace = await Workspace.findByPk(workspaceId, { rejectOnEmpty: true });
  const { rows } = await findMapping(workspace, connector, object);
  const answered = { fields, fetchedAt: now };
  return keepFields(context, { workspaceId, connectionId, object }, answered, rows);
}

/** Whether a kept list may be used without asking the CRM. */
export function areFresh(
  { fetchedAt, doubtedSince }: { fetchedAt: Date; doubtedSince: Date | null },
  now: Date,
  freshMs = FRESH_MS,
): boolean {
  if (now.getTime() - fetchedAt.getTime() < freshMs) return true;
  // Asked again at once, the CRM would say the same.
  return doubtedSince !== null && now.getTime() - doubtedSince.getTime() < DOUBT_MS;
}
