import { MAPPING_DOCUMENT_FORMAT, type MappingDocument } from '../../shared/mapping.js';
import type { ObjectName } from '../../shared/records.js';
import type { Clock } from '../clock.js';
import { connectorFor } from '../connectors/registry.js';
import { findMapping, type MappingScope } from '../store/queries/find-mapping.js';

/** The mappings in use as a file. It holds every row, so that it reads the same wherever it is imported. */
export async function exportMappings(
  { clock }: { clock: Clock },
  scope: MappingScope,
  provider: string,
  objects: readonly ObjectName[],
): Promise<MappingDocument> {
  const connector = connectorFor(provider);
  const inUse = await Promise.all(objects.map((object) => findMapping(scope, connector, object)));
  return {
    ...{ format: MAPPING_DOCUMENT_FORMAT, format_version: 1, provider: connector.id },
    exported_at: clock.now().toISOString(),
    mappings: inUse.map(({ object, rows }) => ({ object, rows })),
  };
}
