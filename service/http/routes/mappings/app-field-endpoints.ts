import { z } from 'zod';
import { getAppFields, putAppFields } from '../../../../shared/routes/app-fields.js';
import { readAppFields, saveAppFields } from '../../../mappings/app-fields.js';
import { callerName } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { defineEndpoint, type Endpoint, keyCallerOf } from '../../endpoint.js';
import { appFieldsResult, customFields } from '../../schemas/app-fields.js';
import { namedObject, object } from './target.js';

const query = z.object({ object });

/** The host's own fields. */
export function appFieldEndpoints(services: Services): Endpoint[] {
  return [get(), put(services)];
}

function get(): Endpoint {
  return defineEndpoint({
    route: getAppFields,
    query,
    result: appFieldsResult,
    handle: (request) => readAppFields(keyCallerOf(request).app.id, namedObject(request.query.object)),
  });
}

function put(services: Services): Endpoint {
  return defineEndpoint({
    route: putAppFields,
    query,
    body: z.strictObject({ fields: customFields }),
    result: appFieldsResult,
    handle: (request) => {
      const caller = keyCallerOf(request);
      const of = namedObject(request.query.object);
      return saveAppFields(services, caller.app.id, of, request.body.fields, callerName(caller));
    },
  });
}
