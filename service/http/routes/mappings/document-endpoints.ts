import { z } from 'zod';
import { MAPPING_DOCUMENT_FORMAT, type MappingDocument } from '../../../../shared/mapping.js';
import { OBJECTS } from '../../../../shared/records.js';
import { exportMappings, importMappings } from '../../../../shared/routes/mapping-documents.js';
import { connectorFor } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { exportMappings as exportTo } from '../../../mappings/export-mappings.js';
import { importMappings as importFrom } from '../../../mappings/import-mappings.js';
import { callerName } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { defineEndpoint, type Endpoint, keyCallerOf } from '../../endpoint.js';
import { objectName } from '../../schemas/common.js';
import { anyDocument, documentResult, importResult } from '../../schemas/mapping-documents.js';
import { level, levelOf, named, note, object, provider, version } from './target.js';

/** Mappings as files. */
export function documentEndpoints(services: Services): Endpoint[] {
  return [exportOf(services), importOf(services)];
}

function exportOf(services: Services): Endpoint {
  return defineEndpoint({
    route: exportMappings,
    query: z.object({ provider, object: object.optional(), level }),
    result: documentResult,
    handle: (request) => {
      const { query } = request;
      const { id, objects } = connectorFor(query.provider);
      const asked =
        query.object === undefined ? objects : [named({ provider: id, object: query.object }).object];
      return exportTo(services, levelOf(request, query.level).scope, id, asked);
    },
  });
}

function importOf(services: Services): Endpoint {
  return defineEndpoint({
    route: importMappings,
    body: z.strictObject({
      document: anyDocument,
      provider: provider.optional(),
      level,
      dry_run: z.boolean().default(false),
      base_versions: z.partialRecord(objectName, version).default({}),
      note: note.optional(),
    }),
    result: importResult,
    handle: (request) => {
      const { body } = request;
      const document = readable(body.document, body.provider);
      const place = levelOf(request, body.level);
      const saving = { author: callerName(keyCallerOf(request)), note: body.note };
      return importFrom(
        services,
        document,
        (of) => ({ ...place, ...named({ provider: document.provider, object: of }) }),
        saving,
        { isDryRun: body.dry_run, baseVersions: body.base_versions },
      );
    },
  });
}

/** @throws ServiceError `mapping_document_unknown` for a file of another kind, time or provider. */
function readable(
  { format, format_version, ...document }: z.output<typeof anyDocument>,
  expected: string | undefined,
): MappingDocument {
  if (format !== MAPPING_DOCUMENT_FORMAT)
    throw unknown(`Its format is "${format}", not "${MAPPING_DOCUMENT_FORMAT}".`);
  if (format_version !== 1)
    throw unknown(`Its format_version is ${format_version}. Version 1 can be read here.`);
  if (expected !== undefined && expected !== document.provider)
    throw unknown(`It holds mappings of ${document.provider}, not of ${expected}.`);
  const objects = document.mappings.map((mapping) => mapping.object);
  const twice = OBJECTS.find((one) => objects.indexOf(one) !== objects.lastIndexOf(one));
  if (twice !== undefined) throw unknown(`It holds "${twice}" more than once.`);
  return { format, format_version, ...document };
}

const unknown = (detail: string): ServiceError => new ServiceError('mapping_document_unknown', { detail });
