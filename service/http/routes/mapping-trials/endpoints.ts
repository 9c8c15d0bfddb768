import { z } from 'zod';
import { dryRunMapping, listUnmapped } from '../../../../shared/routes/mapping-trials.js';
import { mappingRowsSchema } from '../../../mapping/rows-schema.js';
import type { Services } from '../../../services.js';
import { defineEndpoint, type Endpoint, keyCallerOf, workspaceOf } from '../../endpoint.js';
import { pageQuery } from '../../schemas/common.js';
import { dryRunResult, unmappedResult } from '../../schemas/mapping-trials.js';
import { named, object, provider } from '../mappings/target.js';
import { listUnmappedOf } from './list-unmapped.js';
import { runDry } from './run-dry.js';

/** What a mapping does to the records we hold, and which of them it could not map. */
export function mappingTrialEndpoints(services: Services): Endpoint[] {
  return [dryRun(services), unmapped(services)];
}

function dryRun(services: Services): Endpoint {
  return defineEndpoint({
    route: dryRunMapping,
    body: z.strictObject({
      ...{ provider, object },
      rows: mappingRowsSchema.optional(),
      after: z.string().min(1).max(500).optional(),
    }),
    result: dryRunResult,
    handle: (request) => {
      const { rows, after } = request.body;
      const isTrusted = keyCallerOf(request).kind === 'sk';
      return runDry(services, workspaceOf(request), named(request.body), { rows, after, isTrusted });
    },
  });
}

function unmapped(services: Services): Endpoint {
  return defineEndpoint({
    route: listUnmapped,
    query: pageQuery.extend({ provider, object, field: z.string().min(1).max(128).optional() }),
    result: unmappedResult,
    handle: (request) => {
      const { cursor, limit, field } = request.query;
      const isTrusted = keyCallerOf(request).kind === 'sk';
      const asked = { field, cursor, limit, isTrusted };
      return listUnmappedOf(services, workspaceOf(request), named(request.query), asked);
    },
  });
}
