import { openSession } from '../../oauth/open-session.js';
import { stoppable } from '../../outbound/stoppable.js';
import type { Services } from '../../services.js';
import type { Connection } from '../../store/models/index.js';
import { switchedOffSince } from '../../store/queries/pauses.js';
import type { TrialRecord } from '../../store/queries/trial-records.js';
import type { Trial } from './try-record.js';

/** Records that the CRM is asked for of a dry run, in one request. */
const MOST_ASKED = 100;
/** A dry run is a help: it does not wait for a slow CRM. */
const PATIENCE_MS = 5_000;

/**
 * What the CRM has of some records of which we did not copy enough, by remote id; nothing where it cannot be asked now.
 */
export async function askCrm(
  services: Services,
  connection: Connection,
  { tried, copied }: Trial,
  names: readonly string[],
  records: readonly TrialRecord[],
): Promise<Map<string, Record<string, unknown>>> {
  const isUncertain = ({ raw }: TrialRecord) =>
    [...copied.uncertain].some((field) => !copied.isKnown(field, raw ?? {}));
  const ids = records.filter(isUncertain).slice(0, MOST_ASKED);
  if (ids.length === 0 || connection.status !== 'active') return new Map();
  if (await switchedOffSince(services.store, connection)) return new Map();
  try {
    const { connector, session } = await openSession(services, connection.id, 'interactive');
    const found = await connector.readMany(
      stoppable(session, AbortSignal.timeout(PATIENCE_MS)),
      tried.compiled.object,
      ids.map(({ remote_id }) => remote_id),
      [...names],
    );
    return new Map(found.map(({ remoteId, values }) => [remoteId, values]));
  } catch (error) {
    services.log.info({ err: error, connection_id: connection.id }, 'a dry run could not ask the CRM');
    return new Map();
  }
}
