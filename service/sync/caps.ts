/** Runs of one workspace at a time: one that connects five CRMs must not fill the workers. */
const MOST_OF_WORKSPACE = 2;
/** Runs of one provider at a time, in all processes: when it hangs, the others still find free workers. */
const MOST_OF_PROVIDER = 200;

/** SQL: whether the run named by this alias is in a living worker's hands. */
const isHeld = (alias: string): string => `(${alias}.state = 'running' AND ${alias}.lease_until >= now())`;

/** SQL, the first of a WITH: the runs under way, which the room is counted by. Probed one by one: as a join, all connections would be read. */
export const HELD = `held AS MATERIALIZED (
  SELECT r.workspace_id, (SELECT c.provider FROM crm_connections c WHERE c.id = r.connection_id) AS provider
    FROM crm_sync_runs r WHERE ${isHeld('r')})`;

/** SQL: the connection of this id, as `c`, by its key alone. */
export const connectionOf = (id: string): string =>
  `CROSS JOIN LATERAL (SELECT c.* FROM crm_connections c WHERE c.id = ${id} LIMIT 1) c`;

/** SQL: how many more runs the workspace in this expression may have under way. */
export const roomOfWorkspace = (id: string): string =>
  `(${MOST_OF_WORKSPACE} - (SELECT count(*) FROM held WHERE held.workspace_id = ${id}))`;

/** SQL: the same of a provider. */
export const roomOfProvider = (id: string): string =>
  `(${MOST_OF_PROVIDER} - (SELECT count(*) FROM held WHERE held.provider = ${id}))`;
