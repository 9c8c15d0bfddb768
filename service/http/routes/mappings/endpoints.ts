import { z } from 'zod';
import {
  findExamples,
  getFields,
  getMapping,
  previewMapping,
  putMapping,
} from '../../../../shared/routes/mappings.js';
import { mappingRowsSchema } from '../../../mapping/rows-schema.js';
import { readMapping, saveMapping } from '../../../mappings/save-mapping.js';
import { callerName } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { defineEndpoint, type Endpoint, keyCallerOf, workspaceOf } from '../../endpoint.js';
import { hostId } from '../../schemas/common.js';
import { examplesResult, fieldsResult, mappingResult, previewResult } from '../../schemas/mappings.js';
import { appFieldEndpoints } from './app-field-endpoints.js';
import { documentEndpoints } from './document-endpoints.js';
import { listExamples } from './list-examples.js';
import { listAllFields } from './list-fields.js';
import { preview } from './preview-mapping.js';
import { level, named, note, object, provider, targetOf, version } from './target.js';
import { versionEndpoints } from './version-endpoints.js';

const query = z.object({ provider, object });

/** Fields of both sides, mappings with their versions and files, and previews. */
export function mappingEndpoints(services: Services): Endpoint[] {
  return [
    ...[fields(services), get(services), put(services), previewOf(services), examples(services)],
    ...[...versionEndpoints(services), ...documentEndpoints(services), ...appFieldEndpoints(services)],
  ];
}

function fields(services: Services): Endpoint {
  return defineEndpoint({
    route: getFields,
    query: query.extend({ refresh: z.enum(['true', 'false']).default('false') }),
    result: fieldsResult,
    handle: (request) => {
      const target = named(request.query);
      return listAllFields(services, workspaceOf(request), target, {
        refresh: request.query.refresh === 'true',
        isTrusted: keyCallerOf(request).kind === 'sk',
      });
    },
  });
}

function get(services: Services): Endpoint {
  return defineEndpoint({
    route: getMapping,
    query: query.extend({ level }),
    result: mappingResult,
    handle: async (request) => ({
      ...(await readMapping(services, targetOf(request, request.query))),
      can_edit: keyCallerOf(request).permissions.includes('map'),
    }),
  });
}

function put(services: Services): Endpoint {
  return defineEndpoint({
    route: putMapping,
    query: query.extend({ level }),
    body: z.strictObject({
      rows: mappingRowsSchema,
      base_version: version.optional(),
      default_version: version.optional(),
      note: note.optional(),
    }),
    result: mappingResult,
    handle: async (request) => {
      const { rows, note, ...begunFrom } = request.body;
      const saving = { action: 'mapping_saved', author: callerName(keyCallerOf(request)), note } as const;
      const target = targetOf(request, request.query);
      return { ...(await saveMapping(services, target, rows, saving, begunFrom)), can_edit: true };
    },
  });
}

function previewOf(services: Services): Endpoint {
  return defineEndpoint({
    route: previewMapping,
    body: z
      .strictObject({
        provider,
        object,
        rows: mappingRowsSchema.optional(),
        record_id: z.string().min(1).max(200).optional(),
        local_id: hostId.optional(),
      })
      .refine(({ record_id, local_id }) => record_id === undefined || local_id === undefined, {
        message: 'Give record_id or local_id, not both.',
        path: ['local_id'],
      }),
    result: previewResult,
    handle: (request) => {
      const { rows, record_id, local_id } = request.body;
      return preview(services, workspaceOf(request), named(request.body), {
        rows,
        example: { remoteId: record_id, localId: local_id },
        isTrusted: keyCallerOf(request).kind === 'sk',
      });
    },
  });
}

function examples(services: Services): Endpoint {
  return defineEndpoint({
    route: findExamples,
    query: query.extend({ search: z.string().max(200).default('') }),
    result: examplesResult,
    handle: (request) =>
      listExamples(services, workspaceOf(request), named(request.query), {
        search: request.query.search.trim(),
        isTrusted: keyCallerOf(request).kind === 'sk',
      }),
  });
}
