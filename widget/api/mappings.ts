import type { MappingVersion } from '../../shared/mapping.js';
import type { ObjectName } from '../../shared/records.js';
import type * as documents from '../../shared/routes/mapping-documents.js';
import type * as trials from '../../shared/routes/mapping-trials.js';
import type * as versions from '../../shared/routes/mapping-versions.js';
import type * as routes from '../../shared/routes/mappings.js';
import type { Page } from '../../shared/routes/route.js';
import type { CrmClient, Endpoint } from './client.js';

const FIELDS: Endpoint<typeof routes.getFields> = { method: 'GET', path: '/crm/fields' };
const READ: Endpoint<typeof routes.getMapping> = { method: 'GET', path: '/crm/mappings' };
const SAVE: Endpoint<typeof routes.putMapping> = { method: 'PUT', path: '/crm/mappings' };
const PREVIEW: Endpoint<typeof routes.previewMapping> = { method: 'POST', path: '/crm/mappings/preview' };
const DRY_RUN: Endpoint<typeof trials.dryRunMapping> = { method: 'POST', path: '/crm/mappings/dry-run' };
const ERRORS: Endpoint<typeof trials.listUnmapped> = { method: 'GET', path: '/crm/mappings/errors' };
const VERSIONS: Endpoint<typeof versions.listMappingVersions> = {
  method: 'GET',
  path: '/crm/mappings/versions',
};
const VERSION: Endpoint<typeof versions.getMappingVersion> = {
  method: 'GET',
  path: '/crm/mappings/versions/:version',
};
const ROLL_BACK: Endpoint<typeof versions.rollBackMapping> = {
  method: 'POST',
  path: '/crm/mappings/rollback',
};
const EXPORT: Endpoint<typeof documents.exportMappings> = { method: 'GET', path: '/crm/mappings/export' };
const IMPORT: Endpoint<typeof documents.importMappings> = { method: 'POST', path: '/crm/mappings/import' };

/** A dry run reads thousands of records in one call. */
const DRY_RUN_MS = 60_000;

/** Which mapping: one object at one provider. */
export interface MappingOf {
  provider: string;
  object: ObjectName;
}

/** Fields of both sides. `refresh` asks the CRM again instead of what the service remembers. */
export function readFields(
  client: CrmClient,
  { provider, object }: MappingOf,
  { signal, refresh }: { signal?: AbortSignal; refresh?: boolean } = {},
): Promise<routes.GetFieldsResult> {
  const query = { provider, object, refresh: refresh || null };
  return client.request(FIELDS, { query, ...(signal && { signal }) });
}

/** The mapping in use, with its faults and what changed in the CRM since. */
export function readMapping(
  client: CrmClient,
  { provider, object }: MappingOf,
  signal?: AbortSignal,
): Promise<routes.GetMappingResult> {
  return client.request(READ, { query: { provider, object }, ...(signal && { signal }) });
}

/**
 * Saves. @throws ApiError `mapping_invalid` with `problem.errors` by row; `mapping_version_conflict` when
 * `base_version` is no longer the newest.
 */
export function saveMapping(
  client: CrmClient,
  { provider, object }: MappingOf,
  body: routes.PutMappingBody,
): Promise<routes.PutMappingResult> {
  return client.request(SAVE, { query: { provider, object }, body });
}

/** What `rows` make of the newest record; writes nothing. */
export function tryMapping(
  client: CrmClient,
  body: routes.PreviewMappingBody,
  signal: AbortSignal,
): Promise<routes.PreviewMappingResult> {
  return client.request(PREVIEW, { body, signal });
}

/** What `rows` would change in the records after `body.after`, a page of them; writes nothing. */
export function dryRunMapping(
  client: CrmClient,
  body: trials.DryRunMappingBody,
  signal: AbortSignal,
): Promise<trials.DryRunMappingResult> {
  return client.request(DRY_RUN, { body, signal, timeoutMs: DRY_RUN_MS });
}

/** Records the mapping in use cannot convert: how many by field, and a page of them. */
export function listUnmapped(
  client: CrmClient,
  { provider, object }: MappingOf,
  query: { field?: string | null; cursor?: string | null; limit?: number },
  signal?: AbortSignal,
): Promise<trials.ListUnmappedResult> {
  return client.request(ERRORS, { query: { provider, object, ...query }, ...(signal && { signal }) });
}

/** Every version saved, newest first, a page after the cursor. */
export async function listVersions(
  client: CrmClient,
  { provider, object }: MappingOf,
  query: { cursor: string | null; limit: number },
): Promise<Page<MappingVersion>> {
  const page = await client.request<versions.ListMappingVersionsResult>(VERSIONS, {
    query: { provider, object, ...query },
  });
  return { data: page.versions, next_cursor: page.next_cursor };
}

/** One version; `diff` is what going back to it would change in what is in use. */
export function readVersion(
  client: CrmClient,
  { provider, object }: MappingOf,
  version: number,
): Promise<versions.GetMappingVersionResult> {
  return client.request(VERSION, { params: { version: String(version) }, query: { provider, object } });
}

/** Saves an earlier version anew; 0 is what the mapping was laid over. @throws ApiError `mapping_version_conflict`. */
export function rollBack(
  client: CrmClient,
  body: versions.RollBackMappingBody,
): Promise<versions.RollBackMappingResult> {
  return client.request(ROLL_BACK, { body });
}

/** Every mapping of a provider as one document. */
export function exportMappings(client: CrmClient, provider: string): Promise<documents.ExportMappingsResult> {
  return client.request(EXPORT, { query: { provider } });
}

/** Checks a document (`dry_run`), or saves all of it or nothing. */
export function importMappings(
  client: CrmClient,
  body: documents.ImportMappingsBody,
): Promise<documents.ImportMappingsResult> {
  return client.request(IMPORT, { body });
}
