import type { ObjectName } from '../../shared/records.js';
import {
  type GetFieldsResult,
  type GetMappingResult,
  getFields,
  getMapping,
  type PreviewMappingBody,
  type PreviewMappingResult,
  type PutMappingBody,
  type PutMappingResult,
  previewMapping,
  putMapping,
} from '../../shared/routes/mappings.js';
import type { CrmClient } from './client.js';

/** Which mapping: one object at one provider. */
export interface MappingOf {
  provider: string;
  object: ObjectName;
}

/** Fields of both sides. `refresh` asks the CRM again instead of what the service remembers. */
export function readFields(
  client: CrmClient,
  of: MappingOf,
  options: { signal?: AbortSignal; refresh?: boolean } = {},
): Promise<GetFieldsResult> {
  const { signal, refresh } = options;
  return client.request<GetFieldsResult>(getFields, {
    query: { provider: of.provider, object: of.object, refresh: refresh || null },
    ...(signal && { signal }),
  });
}

/** The mapping in use, with its faults. */
export function readMapping(
  client: CrmClient,
  of: MappingOf,
  signal?: AbortSignal,
): Promise<GetMappingResult> {
  return client.request<GetMappingResult>(getMapping, {
    query: { provider: of.provider, object: of.object },
    ...(signal && { signal }),
  });
}

/**
 * Saves. @throws ApiError `mapping_invalid` with `problem.errors` by row; `mapping_version_conflict` when
 * `base_version` is no longer the newest.
 */
export function saveMapping(
  client: CrmClient,
  of: MappingOf,
  body: PutMappingBody,
): Promise<PutMappingResult> {
  return client.request<PutMappingResult>(putMapping, {
    query: { provider: of.provider, object: of.object },
    body,
  });
}

/** What `rows` make of the newest record; writes nothing. */
export function tryMapping(
  client: CrmClient,
  body: PreviewMappingBody,
  signal: AbortSignal,
): Promise<PreviewMappingResult> {
  return client.request<PreviewMappingResult>(previewMapping, { body, signal });
}
