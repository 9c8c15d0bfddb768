import { QueryTypes } from 'sequelize';
import { connectors } from '../connectors/registry.js';
import type { Services } from '../services.js';
import { eventsFrom } from '../store/queries/write-events.js';

/** Days before its end on which a key is warned of, the latest first: only the nearest applies. */
const WARNING_DAYS = [3, 14];

/**
 * Writes a line into the log of each connection whose key ends soon, once for each of the days; a new key is warned of
 * anew. The line and the note that it was written commit together.
 */
export async function warnOfKeys({
  store,
  clock,
  log,
}: Pick<Services, 'store' | 'clock' | 'log'>): Promise<void> {
  const providers = [...connectors.values()].filter(({ auth }) => auth.kind === 'api_key');
  for (const { id, label } of providers) {
    const rows = await store.sequelize.query<{ connection_id: string }>(WARN, {
      bind: [id, clock.now().toISOString(), WARNING_DAYS, label],
      type: QueryTypes.SELECT,
    });
    for (const { connection_id } of rows) log.warn({ connection_id, provider: id }, 'a key ends soon');
  }
}

const WARN = `
  WITH due AS (
    SELECT c.id, c.token_expires_at AS ends_at, to_char(c.token_expires_at, 'YYYY-MM-DD') || ':' || d.days AS mark
      FROM crm_connections c
      CROSS JOIN LATERAL (SELECT min(days) AS days FROM unnest($3::int[]) AS days
                           WHERE c.token_expires_at <= $2::timestamptz + make_interval(days => days)) d
     WHERE c.provider = $1 AND c.status IN ('active', 'paused') AND c.token_expires_at > $2::timestamptz AND d.days IS NOT NULL
  ), marked AS (
    UPDATE crm_connections c SET metadata = c.metadata || jsonb_build_object('key_warned', due.mark)
      FROM due WHERE c.id = due.id AND c.metadata ->> 'key_warned' IS DISTINCT FROM due.mark
    RETURNING c.id, c.workspace_id, due.ends_at
  ), told AS (${eventsFrom(`
    SELECT id AS connection_id, 'alert.raised' AS type, jsonb_build_object('code', 'key_expires_soon', 'expires_at', ends_at) AS data
      FROM marked`)}
  )
  INSERT INTO crm_sync_logs (workspace_id, connection_id, level, code, message)
  SELECT workspace_id, id, 'warn', 'key_expires_soon',
         'The key for ' || $4 || ' ends on ' || to_char(ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')
         || '. Make a new one there and enter it here: nothing has to be linked again.'
    FROM marked RETURNING connection_id`;
