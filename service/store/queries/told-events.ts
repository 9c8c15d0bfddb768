import { eventsFrom } from './write-events.js';

/*
 * SQL of events that are written by the statement that causes them, so that the hot path asks the database no more often.
 */

/** Records that an event names at most. */
const NAMED = 100;

/**
 * SQL: tells of records that entered the feed, of those that are there and of the deleted ones together.
 *
 * @param changed a CTE with `local_id, change_seq, deleted, created`; their transaction is the event's.
 */
export const recordsTold = (changed: string, connection: string, object: string): string =>
  eventsFrom(`
    SELECT ${connection}::uuid AS connection_id, CASE WHEN deleted THEN 'record.deleted' ELSE 'record.changed' END AS type,
           jsonb_build_object('object', ${object}::text, 'count', count(*), 'created', count(*) FILTER (WHERE created),
             'local_ids', to_jsonb((array_agg(local_id ORDER BY change_seq))[1:${NAMED}]), 'seq', min(change_seq)::text) AS data
      FROM ${changed} GROUP BY deleted`);

/**
 * SQL: the `data` of `run.finished`, of a run named by this alias.
 *
 * @param code of what went wrong, or NULL.
 */
export const runTold = (run: string, code: string): string =>
  `jsonb_build_object('run_id', ${run}.id, 'kind', ${run}.kind, 'state', ${run}.state, 'objects', ${run}.progress, 'code', ${code})`;

/** The columns of a push `p` that `pushesTold` takes. */
export const PUSH_TOLD = 'p.id, p.connection_id, p.object, p.local_id, p.state, p.remote_id, p.error';

/**
 * SQL: tells what became of pushes; those that go on are left out. What the CRM said to a refused value stays in the
 * receipt: it may repeat the value.
 *
 * @param settled a CTE with the columns of `PUSH_TOLD`.
 */
export const pushesTold = (settled: string): string =>
  eventsFrom(`
    SELECT connection_id, CASE WHEN went THEN 'push.sent' ELSE 'push.failed' END AS type,
           jsonb_build_object('push_id', id, 'object', object, 'local_id', local_id, 'state', state)
           || CASE WHEN went THEN jsonb_build_object('remote_id', remote_id)
              ELSE jsonb_build_object('code', error -> 'code', 'field', error -> 'field') END AS data
      FROM (SELECT *, state IN ('sent', 'already_there') AS went FROM ${settled}) AS s
     WHERE state IN ('sent', 'already_there', 'failed', 'dead')`);
