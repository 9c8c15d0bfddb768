import { z } from 'zod';
import {
  getMappingPreset,
  getMappingVersion,
  listMappingVersions,
  rollBackMapping,
} from '../../../../shared/routes/mapping-versions.js';
import { connectorFor } from '../../../connectors/registry.js';
import {
  listMappingVersions as listVersions,
  readMappingVersion,
  rollBackMapping as rollBack,
} from '../../../mappings/versions.js';
import { callerName } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { defineEndpoint, type Endpoint, keyCallerOf } from '../../endpoint.js';
import { decodeCursor } from '../../paging.js';
import { pageQuery } from '../../schemas/common.js';
import { presetResult, versionResult, versionsResult } from '../../schemas/mapping-versions.js';
import { mappingResult } from '../../schemas/mappings.js';
import { level, named, note, object, provider, targetOf, version } from './target.js';

const query = z.object({ provider, object, level });
const numberInPath = z.coerce.number().pipe(version);

/** Versions of a mapping, and the preset below all of them. */
export function versionEndpoints(services: Services): Endpoint[] {
  return [list(), get(), rollBackTo(services), preset()];
}

const isVersion = (value: unknown): value is number => version.safeParse(value).success;

function list(): Endpoint {
  return defineEndpoint({
    route: listMappingVersions,
    query: query.extend(pageQuery.shape),
    result: versionsResult,
    handle: (request) => {
      const { cursor, limit } = request.query;
      const before = cursor === undefined ? null : decodeCursor(cursor, isVersion);
      return listVersions(targetOf(request, request.query), { before, limit });
    },
  });
}

function get(): Endpoint {
  return defineEndpoint({
    route: getMappingVersion,
    params: z.object({ version: numberInPath }),
    query: query.extend({ against: numberInPath.optional() }),
    result: versionResult,
    handle: (request) =>
      readMappingVersion(targetOf(request, request.query), request.params.version, request.query.against),
  });
}

function rollBackTo(services: Services): Endpoint {
  return defineEndpoint({
    route: rollBackMapping,
    body: z.strictObject({
      ...query.shape,
      version,
      base_version: version.optional(),
      note: note.optional(),
    }),
    result: mappingResult,
    handle: async (request) => {
      const { body } = request;
      const saving = { author: callerName(keyCallerOf(request)), note: body.note };
      const saved = await rollBack(services, targetOf(request, body), body.version, saving, body);
      return { ...saved, can_edit: true };
    },
  });
}

function preset(): Endpoint {
  return defineEndpoint({
    route: getMappingPreset,
    query: query.omit({ level: true }),
    result: presetResult,
    handle: async (request) => {
      const of = named(request.query);
      return { ...of, rows: connectorFor(of.provider).preset[of.object] };
    },
  });
}
