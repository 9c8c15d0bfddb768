import type { Workbench } from '../workbench.js';

/** Lets events that wait for their next try be worked on at once, but for those that a worker has locked just then. */
export const eventsSooner = (sql: Workbench['sql']) =>
  sql(
    `UPDATE crm_webhook_events SET next_try_at = now() WHERE id IN (
       SELECT id FROM crm_webhook_events WHERE state = 'received' AND next_try_at > now() FOR UPDATE SKIP LOCKED) RETURNING 1`,
  );
