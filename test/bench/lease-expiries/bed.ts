import { randomUUID } from 'node:crypto';
import { QueryTypes, type Transaction } from 'sequelize';
import { connectorFor } from '../../../service/connectors/registry.js';
import { createMetrics } from '../../../service/observe/metrics.js';
import type { Services } from '../../../service/services.js';
import type { RecordRow } from '../../../service/store/queries/upsert-records.js';
import { openStore, type Store } from '../../../service/store/store.js';
import { type ClaimedRun, fence } from '../../../service/sync/lease.js';
import { newProgress } from '../../../service/sync/progress.js';
import type { Pull } from '../../../service/sync/pull.js';
import { type MappedPage, storePage } from '../../../service/sync/store-page.js';
import { createTestDatabase } from '../../support/database.js';

const OBJECT = 'contact';
const ROWS = 20;

/** One connection with a run and a push that two workers contend for. */
export interface LeaseBed {
  store: Store;
  runId: string;
  pushId: string;
  sql<T extends object = Record<string, unknown>>(query: string, ...bind: unknown[]): Promise<T[]>;
  /** Stores a page under a claim, marked with the claim's lease. */
  storePage(run: ClaimedRun): Promise<unknown>;
  /** Writes the cursor as somebody would who does not ask whose run it is. */
  storeUnfenced(run: ClaimedRun): Promise<unknown>;
  /** Writes that were accepted under a lease that was no longer the run's or the push's. */
  countStale(): Promise<number>;
  close(): Promise<void>;
}

/**
 * A page carries the lease it is written under, as its cursor; in the transaction that writes it the database compares
 * that with the run's. The outcome of a push carries it as its remote id.
 */
const AUDIT = `
  CREATE TABLE stale (what text);
  CREATE FUNCTION note_stale_cursor() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO stale SELECT 'cursor' FROM crm_sync_runs r
     WHERE r.connection_id = NEW.connection_id AND (r.state <> 'running' OR r.lease::text <> NEW.delta_cursor);
    RETURN NULL;
  END $$;
  CREATE TRIGGER note_stale AFTER UPDATE OF delta_cursor ON crm_sync_cursors FOR EACH ROW EXECUTE FUNCTION note_stale_cursor();
  CREATE FUNCTION note_stale_push() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.remote_id <> OLD.lease::text THEN INSERT INTO stale VALUES ('push'); END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER note_stale AFTER UPDATE OF remote_id ON crm_pushes FOR EACH ROW EXECUTE FUNCTION note_stale_push();
`;

export async function openLeaseBed(): Promise<LeaseBed> {
  const database = await createTestDatabase();
  const store = openStore(database.url);
  const sql = <T extends object>(query: string, ...bind: unknown[]): Promise<T[]> =>
    store.sequelize.query(query, { bind, type: QueryTypes.SELECT }) as never;
  const [app, workspace, connection] = [randomUUID(), randomUUID(), randomUUID()];
  await sql(`INSERT INTO apps (id, name) VALUES ($1, 'Bench') RETURNING 1`, app);
  await sql(
    `INSERT INTO workspaces (id, app_id, external_id) VALUES ($1, $2, 'ws') RETURNING 1`,
    workspace,
    app,
  );
  await sql(
    `INSERT INTO crm_connections (id, workspace_id, provider, status, account_id, account_name)
     VALUES ($1, $2, 'hubspot', 'active', '1', 'One') RETURNING 1`,
    ...[connection, workspace],
  );
  await sql(
    `INSERT INTO crm_sync_cursors (connection_id, object) VALUES ($1, $2) RETURNING 1`,
    connection,
    OBJECT,
  );
  const [run] = await sql<{ id: string }>(
    `INSERT INTO crm_sync_runs (workspace_id, connection_id, kind, objects, correlation_id)
     VALUES ($1, $2, 'delta', ARRAY[$3], 'bench') RETURNING id`,
    ...[workspace, connection, OBJECT],
  );
  const [push] = await sql<{ id: string }>(
    `INSERT INTO crm_pushes (workspace_id, connection_id, object, local_id, idempotency_key, write_key, payload, correlation_id)
     VALUES ($1, $2, 'activity', 'call', 'key', 'key', '{}', 'bench') RETURNING id`,
    ...[workspace, connection],
  );
  await store.sequelize.query(AUDIT);
  const services = {
    ...{ store, clock: { now: () => new Date() }, metrics: createMetrics() },
  } as unknown as Services;
  const pullOf = (claimed: ClaimedRun): Pull =>
    ({
      ...{ services, run: claimed, connector: connectorFor('hubspot'), object: OBJECT },
      ...{ workspaceId: workspace, connectionId: connection, runId: claimed.id },
      fence: (transaction: Transaction) => fence(store, claimed, transaction),
      ...{
        signal: new AbortController().signal,
        progressWith: (one: unknown) => [one],
        report: () => undefined,
      },
    }) as unknown as Pull;
  let pages = 0;
  return {
    ...{ store, sql, runId: (run as { id: string }).id, pushId: (push as { id: string }).id },
    storePage: (claimed) =>
      storePage(pullOf(claimed), pageOf(++pages, claimed.lease), newProgress(OBJECT), 'deltaCursor'),
    storeUnfenced: (claimed) =>
      sql('UPDATE crm_sync_cursors SET delta_cursor = $1 RETURNING 1', claimed.lease),
    countStale: async () => (await sql('SELECT 1 FROM stale')).length,
    async close() {
      await store.close();
      await database.close();
    },
  };
}

/** Every page changes the same records, so that writers meet in them as well. */
function pageOf(n: number, cursor: string): MappedPage {
  const rows = Array.from(
    { length: ROWS },
    (_, i): RecordRow => ({
      ...{ remote_id: String(i), fields: { first_name: `Page ${n}` }, custom: {}, refs: {}, raw: {} },
      ...{
        hash: Buffer.from(`${n} ${i}`).toString('hex'),
        errors: null,
        deleted: false,
        remote_updated_at: null,
      },
    }),
  );
  return { rows, cursor, total: null, merges: [] };
}
