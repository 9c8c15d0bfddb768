import { z } from 'zod';
import { isObjectName, type ObjectName } from '../../../../shared/records.js';
import { getFields, getMapping, previewMapping, putMapping } from '../../../../shared/routes/mappings.js';
import { connectorFor } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { mappingRowsSchema } from '../../../mapping/rows-schema.js';
import { callerName } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { defineEndpoint, type Endpoint, keyCallerOf, workspaceOf } from '../../endpoint.js';
import { hostId } from '../../schemas/common.js';
import { fieldsResult, mappingResult, previewResult } from '../../schemas/mappings.js';
import { listAllFields } from './list-fields.js';
import { preview } from './preview-mapping.js';
import { readMapping, saveMapping } from './save-mapping.js';

const provider = z.string().min(1).max(40);
const object = z.string().min(1).max(40);
const query = z.object({ provider, object });

/** Fields, mappings and previews. */
export function mappingEndpoints(services: Services): Endpoint[] {
  return [fields(services), get(services), put(services), previewOf(services)];
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
      });
    },
  });
}

function get(services: Services): Endpoint {
  return defineEndpoint({
    route: getMapping,
    query,
    result: mappingResult,
    handle: async (request) => ({
      ...(await readMapping(services, workspaceOf(request), named(request.query))),
      can_edit: keyCallerOf(request).permissions.includes('map'),
    }),
  });
}

function put(services: Services): Endpoint {
  return defineEndpoint({
    route: putMapping,
    query,
    body: z.strictObject({ rows: mappingRowsSchema, base_version: z.number().int().min(0).optional() }),
    result: mappingResult,
    handle: async (request) => {
      const author = callerName(keyCallerOf(request));
      const saved = await saveMapping(services, workspaceOf(request), named(request.query), {
        ...request.body,
        author,
      });
      return { ...saved, can_edit: true };
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

/** @throws ServiceError `provider_unknown`, `object_unknown`. */
function named(names: { provider: string; object: string }): { provider: string; object: ObjectName } {
  const connector = connectorFor(names.provider);
  if (!isObjectName(names.object) || !connector.objects.includes(names.object)) {
    throw new ServiceError('object_unknown', {
      detail: `${connector.label} has no "${names.object}". It has: ${connector.objects.join(', ')}.`,
    });
  }
  return { provider: connector.id, object: names.object };
}
