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
