import type { Setter } from '../../../shared/records.js';

/** Who last set each field, and when (ISO 8601); `*` speaks for every field that is not named, `custom.x` for a custom one. */
export type Provenance = Record<string, [by: Setter, at: string]>;

/** What of a stored version is the host's own: some fields, or everything. */
export type SetByHost = readonly string[] | '*';

/**
 * The provenance a version brings, as JSON. The CRM tells when it changed a record, not which field: for a field that
 * differs from the version before, that is the latest moment it can have been.
 *
 * @param at when the CRM changed it; null counts as `now`.
 */
export function provenanceOf(at: string | null, host: SetByHost | undefined, now: string): string {
  const when = at ?? now;
  if (host === undefined) return `{"*":["crm","${when}"]}`;
  if (host === '*') return JSON.stringify({ '*': ['host', when] });
  return JSON.stringify({
    '*': ['crm', when],
    ...Object.fromEntries(host.map((field) => [field, ['host', when]])),
  });
}

const changed = (column: string, prefix = ''): string =>
  `SELECT ${prefix === '' ? 'key' : `'${prefix}' || key`} AS name FROM jsonb_each(EXCLUDED.${column}) n
    WHERE n.value IS DISTINCT FROM r.${column} -> n.key`;

/**
 * SQL of an upsert's update, with the stored row as `r`: the fields whose values change take over the provenance they
 * come with; one whose new value was refused keeps its value, and with it who set that.
 */
export const MOVED_PROVENANCE = `r.provenance || COALESCE((
  SELECT jsonb_object_agg(c.name, COALESCE(EXCLUDED.provenance -> c.name, EXCLUDED.provenance -> '*'))
    FROM (${changed('fields')} UNION ALL ${changed('refs')} UNION ALL ${changed('custom', 'custom.')}) AS c
   WHERE EXCLUDED.errors IS NULL
      OR NOT EXISTS (SELECT 1 FROM jsonb_array_elements(EXCLUDED.errors) e WHERE e ->> 'field' = c.name)), '{}')`;
