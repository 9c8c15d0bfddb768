import { type FindExamplesResult, findExamples } from '../../shared/routes/mappings.js';
import type { CrmClient } from './client.js';
import type { MappingOf } from './mappings.js';

/** Records to try a mapping on, newest first. @param search words of their names, or an id; empty: the newest. */
export function readExamples(
  client: CrmClient,
  { provider, object }: MappingOf,
  search: string,
  signal: AbortSignal,
): Promise<FindExamplesResult> {
  return client.request<FindExamplesResult>(findExamples, {
    query: { provider, object, search: search || null },
    signal,
  });
}
