import type { Answer } from '../../kit/sandbox.js';
import { type ApiRoute, type Exchange, ok, readObject } from '../context.js';
import type { ObjectType } from '../object-types.js';
import { presentRecord } from '../records/present.js';
import { invalid } from '../refusal.js';
import type { Portal } from '../state/portal.js';
import { objectTypeOf, readTexts } from './input.js';
import { objectScope } from './objects.js';
import { readFilterGroups } from './search-filters.js';
import { runSearch, type Search } from './search-plan.js';

const BODY_MAX_CHARS = 3_000;
const PAGE_MAX = 200;
const RESULTS_MAX = 10_000;

function readSort(portal: Portal, type: ObjectType, value: unknown): Search['sort'] {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) throw invalid('Invalid input JSON: sorts must be a list');
  if (value.length > 1) throw invalid('Only one sort is allowed per search');
  const [sort] = value as unknown[];
  if (sort === undefined) return null;
  const { propertyName, direction } =
    typeof sort === 'string'
      ? { propertyName: sort.replace(/^-/, ''), direction: sort.startsWith('-') ? 'DESCENDING' : 'ASCENDING' }
      : (sort as { propertyName?: unknown; direction?: unknown });
  if (typeof propertyName !== 'string' || !portal.property(type, propertyName))
    throw invalid(`Cannot sort: property "${String(propertyName)}" does not exist`);
  if (direction !== undefined && direction !== 'ASCENDING' && direction !== 'DESCENDING')
    throw invalid(`Unknown sort direction: ${String(direction)}`);
  return { property: propertyName, descending: direction === 'DESCENDING' };
}

function readPaging(body: Record<string, unknown>): { offset: number; limit: number } {
  const limit = Number(body['limit'] ?? 10);
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_MAX)
    throw invalid(`The limit must be between 1 and ${PAGE_MAX}`);
  const after = body['after'] ?? '0';
  if (!/^\d+$/.test(String(after))) throw invalid(`Invalid after: ${String(after)} is not an integer offset`);
  const offset = Number(after);
  if (offset + limit > RESULTS_MAX)
    throw invalid(`Cannot page beyond ${RESULTS_MAX} results: after ${offset} with limit ${limit}`);
  return { offset, limit };
}

function search(exchange: Exchange): Answer {
  const { portal, context, call } = exchange;
  const { type } = objectTypeOf(exchange);
  if (call.body.toString('utf8').length > BODY_MAX_CHARS)
    throw invalid(`The search request body is longer than ${BODY_MAX_CHARS} characters`);
  const body = readObject(call);
  const asked = readTexts(body, 'properties');
  const plan: Search = {
    portal,
    type,
    groups: readFilterGroups(portal, type, body['filterGroups']),
    query: typeof body['query'] === 'string' ? body['query'] : null,
    sort: readSort(portal, type, body['sorts']),
    ...readPaging(body),
  };
  portal.store(type).search.settle(context.now(), context.settings.index_lag_ms);
  const { versions, total } = runSearch(plan);
  const results = versions.map((version) => presentRecord(portal, type, version, asked));
  const next = plan.offset + versions.length;
  const paging = next < total && versions.length > 0 ? { paging: { next: { after: String(next) } } } : {};
  return ok({ total, results, ...paging });
}

/** Search, in its own rate bucket and without rate headers. */
export const searchRoutes: ApiRoute[] = [
  {
    pattern: 'POST /crm/objects/:version/:type/search',
    scopes: objectScope('read'),
    bucket: 'search',
    run: search,
  },
];
