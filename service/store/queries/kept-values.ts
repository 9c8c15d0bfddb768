/*
 * SQL of the update of an upsert into `crm_records`, with the stored row as `r`: what stays of it.
 *
 * A row comes with `untold` when its record waits as a whole. One that readers know keeps all it had, so that they see no
 * half-mapped version of it, and one that is new is shown to nobody: `untold` stays until it is mapped.
 */

const WAITS = 'EXCLUDED.untold AND NOT r.untold';

/** Nobody needs to know of the update: the record waits. One that was deleted is there again, which is news. */
export const IS_SILENT = 'EXCLUDED.untold AND r.deleted_at IS NULL';

/** A record that nobody was told of needs no farewell either. */
export const STAYS_UNTOLD = 'r.untold AND (EXCLUDED.untold OR EXCLUDED.deleted_at IS NOT NULL)';

/** SQL: whether a field, by its name, keeps the value it has; $15 are those that are only filled where they are empty. */
const isFilled = (name: string): string =>
  `${name} = ANY ($15::text[]) AND COALESCE(EXCLUDED.provenance -> ${name}, EXCLUDED.provenance -> '*') ->> 0 IS DISTINCT FROM 'host'
     AND COALESCE(CASE WHEN ${name} LIKE 'custom.%' THEN r.custom -> substr(${name}, 8) ELSE r.fields -> ${name} END, 'null') NOT IN ('null', '""', '[]')`;

/** SQL: the same, or one that its version says nothing of; $16 are those. */
const stays = (name: string): string => `(${isFilled(name)}) OR ${name} = ANY ($16::text[])`;

const isRefused = (name: string): string =>
  `EXISTS (SELECT 1 FROM jsonb_array_elements(EXCLUDED.errors) e WHERE e ->> 'field' = ${name})`;

type Column = 'fields' | 'custom';

const nameIn = (column: Column | 'refs'): string => (column === 'custom' ? `('custom.' || key)` : 'key');

/** SQL: the new value of a column. What was refused keeps the stored value, and so does what stays. */
export function keptOf(column: Column, hasKept: boolean): string {
  const which = [`(${isRefused(nameIn(column))})`, ...(hasKept ? [`(${stays(nameIn(column))})`] : [])];
  return `CASE WHEN ${WAITS} THEN r.${column} ${hasKept ? '' : `WHEN EXCLUDED.errors IS NULL THEN EXCLUDED.${column}`}
          ELSE EXCLUDED.${column} || COALESCE((SELECT jsonb_object_agg(key, value) FROM jsonb_each(r.${column}) WHERE ${which.join(' OR ')}), '{}') END`;
}

/** SQL: what the CRM has of fields that keep another value. */
export const asideOf = (hasKept: boolean): string =>
  hasKept
    ? `CASE WHEN ${WAITS} THEN r.aside ELSE (SELECT jsonb_object_agg(name, value) FROM (
          SELECT key AS name, value, r.fields -> key AS held FROM jsonb_each(EXCLUDED.fields) UNION ALL
          SELECT 'custom.' || key, value, r.custom -> key FROM jsonb_each(EXCLUDED.custom)) given
        WHERE ${isFilled('name')} AND value IS DISTINCT FROM held AND NOT ${isRefused('name')}) END`
    : 'NULL';

/** SQL: the errors a version brings, each with the time since when its field has one. */
export const ERRORS = `CASE WHEN EXCLUDED.errors IS NULL OR r.errors IS NULL THEN EXCLUDED.errors ELSE (
  SELECT jsonb_agg(e || COALESCE((SELECT jsonb_build_object('since', o -> 'since') FROM jsonb_array_elements(r.errors) o
                                   WHERE o ->> 'field' = e ->> 'field' AND o ? 'since' LIMIT 1), '{}') ORDER BY n)
    FROM jsonb_array_elements(EXCLUDED.errors) WITH ORDINALITY AS given(e, n)) END`;

const changed = (column: Column | 'refs'): string =>
  `SELECT ${nameIn(column)} AS name FROM jsonb_each(EXCLUDED.${column}) n
    WHERE n.value IS DISTINCT FROM r.${column} -> n.key`;

/**
 * SQL: the fields whose values change take over the provenance they come with; one that keeps its value keeps with it who
 * set that.
 */
export const provenanceMoved = (
  hasKept: boolean,
): string => `CASE WHEN ${WAITS} THEN r.provenance ELSE r.provenance || COALESCE((
  SELECT jsonb_object_agg(c.name, COALESCE(EXCLUDED.provenance -> c.name, EXCLUDED.provenance -> '*'))
    FROM (${changed('fields')} UNION ALL ${changed('refs')} UNION ALL ${changed('custom')}) AS c
   WHERE (EXCLUDED.errors IS NULL OR NOT ${isRefused('c.name')})${hasKept ? ` AND NOT (${stays('c.name')})` : ''}), '{}') END`;
