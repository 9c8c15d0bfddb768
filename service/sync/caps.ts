/** Runs of one workspace at a time: one that connects five CRMs must not fill the workers. */
const MOST_OF_WORKSPACE = 2;
/** Runs of one provider at a time, in all processes: when it hangs, the others still find free workers. */
const MOST_OF_PROVIDER = 200;

/** SQL: whether the run named by this alias is in a living worker's hands. */
const isHeld = (alias: string): string => `(${alias}.state = 'running' AND ${alias}.lease_until >= now())`;

/** SQL, the first of a WITH: the runs under way, which the room is counted by. */
export const HELD = `held AS MATERIALIZED (
  SELECT r.workspace_id, c.provider FROM crm_sync_runs r JOIN crm_connections c ON c.id = r.connection_id WHERE ${isHeld('r')})`;

/** SQL: how many more runs the workspace in this expression may have under way. */
export const roomOfWorkspace = (id: string): string =>
  `(${MOST_OF_WORKSPACE} - (SELECT count(*) FROM held WHERE held.workspace_id = ${id}))`;

/** SQL: the same of a provider. */
export const roomOfProvider = (id: string): string =>
  `(${MOST_OF_PROVIDER} - (SELECT count(*) FROM held WHERE held.provider = ${id}))`;
