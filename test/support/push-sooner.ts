/** Whatever asks a service's database. */
interface Database {
  sql<T extends object>(query: string, ...bind: unknown[]): Promise<T[]>;
}

const OPEN = ['queued', 'checking', 'waiting_for_quota', 'sending'];

/**
 * Lets pushes that wait for their next try be tried at once: the wait itself is not what is tested. Those that a
 * worker has locked just then are left to it: to wait for one while holding another would be a deadlock. Those that are
 * due are not touched, so that a worker finds all of them free.
 *
 * @param which only the pushes of this local id, or in these states. Default: all that are not settled.
 * @returns how many of those there are.
 */
export async function pushSooner(
  database: Database,
  which: { localId?: string; states?: string[] } = {},
): Promise<number> {
  const wanted = 'state = ANY($1) AND ($2::text IS NULL OR local_id = $2)';
  const bind = [which.states ?? OPEN, which.localId ?? null];
  await database.sql(
    `UPDATE crm_pushes SET next_try_at = now() WHERE id IN (
       SELECT id FROM crm_pushes WHERE ${wanted} AND next_try_at > now() FOR UPDATE SKIP LOCKED) RETURNING 1`,
    ...bind,
  );
  const open = await database.sql(`SELECT 1 FROM crm_pushes WHERE ${wanted}`, ...bind);
  if (open.length > 0) await database.sql(`SELECT pg_notify('crm_wake', 'push')`);
  return open.length;
}
