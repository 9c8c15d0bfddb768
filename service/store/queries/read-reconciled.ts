import type { ObjectName } from '../../../shared/records.js';

/** What was reconciled of one connection, as `RECONCILED` reads it; null where nothing was. */
export interface ReconciledRow {
  last_24h: number;
  last_30d: number;
  by_object: Partial<Record<ObjectName, number>>;
  last_at: string;
}

/** SQL: a ReconciledRow of the connection that this expression names. */
export const reconciledOf = (connectionId: string): string =>
  `(SELECT jsonb_build_object('last_24h', sum(o.day), 'last_30d', sum(o.month), 'last_at', max(o.last_at),
           'by_object', jsonb_object_agg(o.object, o.month))
      FROM (SELECT object, sum(missed)::int AS month, max(last_at) AS last_at,
                   COALESCE(sum(missed) FILTER (WHERE hour > now() - interval '24 hours'), 0)::int AS day
              FROM crm_reconciled WHERE connection_id = ${connectionId} AND hour > now() - interval '30 days'
             GROUP BY object) AS o HAVING count(*) > 0)`;
