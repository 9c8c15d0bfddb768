import { type Answer, empty, json } from '../../kit/sandbox.js';
import type { ApiRoute, Exchange } from '../context.js';
import { GUESS } from '../guesses.js';
import { presentFields, presentRecord } from '../records/present.js';
import { invalid, Refusal } from '../refusal.js';
import { externalKey, findRecord } from './external.js';
import { fieldsParam, idsParam, moduleNamed, moduleNeed, neededFields, sinceHeader } from './input.js';
import { pageOf } from './page-of.js';
import { pageInfo, readStart } from './paging.js';
import { type SortKey, sortedRecords } from './sorted-records.js';

const SORTS = new Set<string>(['id', 'Created_Time', 'Modified_Time']);

function readSort(query: URLSearchParams): { by: SortKey; isDescending: boolean } {
  const by = query.get('sort_by') ?? 'id';
  const order = query.get('sort_order') ?? GUESS.defaultSortOrder;
  if (!SORTS.has(by)) throw invalid('INVALID_DATA', 'invalid sort_by', { param_name: 'sort_by' });
  if (order !== 'asc' && order !== 'desc')
    throw invalid('INVALID_DATA', 'invalid sort_order', { param_name: 'sort_order' });
  if (query.has('cvid') && query.has('sort_by'))
    throw invalid(GUESS.conflictingParams, 'cvid and sort_by cannot be given together', {
      param_name: 'cvid',
    });
  return { by: by as SortKey, isDescending: order === 'desc' };
}

/** `GET /{module}`: a page of records, 304 when none changed since the header's instant, 204 when there are none. */
function list(exchange: Exchange): Answer {
  const { org, params, query } = exchange;
  const { name } = moduleNamed(params['module']);
  if (query.has('ids')) return listByIds(exchange);
  const fields = neededFields(query);
  const { by, isDescending } = readSort(query);
  const since = sinceHeader(exchange);
  const start = readStart(exchange);
  const records = sortedRecords(org.store(name), { by, isDescending, since, after: start.after });
  const { page, hasMore } = pageOf(records, start.skip, start.perPage);
  if (page.length === 0) return empty(since === null ? 204 : 304);
  const last = page.at(-1);
  const shown = {
    count: page.length,
    hasMore,
    last: last ? { key: last.key, id: last.version.id } : null,
  };
  const info = pageInfo(exchange, start, shown, { by, order: isDescending ? 'desc' : 'asc' });
  return json(200, { data: page.map(({ version }) => presentFields(org, name, version, fields)), info });
}

/** `GET /{module}?ids=`: up to a hundred, those that are there. */
function listByIds({ org, params, query }: Exchange): Answer {
  const { name } = moduleNamed(params['module']);
  const fields = neededFields(query);
  const found = idsParam(query).flatMap((id) => org.store(name).get(id) ?? []);
  if (found.length === 0) return empty(204);
  const info = { per_page: 200, count: found.length, page: 1, more_records: false };
  return json(200, { data: found.map((version) => presentFields(org, name, version, fields)), info });
}

/** `GET /{module}/{id}`: everything, or the asked fields. */
function getOne(exchange: Exchange): Answer {
  const { context, org, params, query } = exchange;
  const { name } = moduleNamed(params['module']);
  const version = findRecord(exchange, name, params['id'] ?? '', externalKey(exchange, name));
  if (!version) {
    if (context.settings.unknown_record === 'empty') return empty(204);
    throw new Refusal(404, 'INVALID_DATA', 'the id given seems to be invalid', { id: params['id'] });
  }
  const fields = fieldsParam(query);
  const record = fields ? presentFields(org, name, version, fields) : presentRecord(org, name, version);
  return json(200, { data: [record] });
}

const needs: ApiRoute['needs'] = (params) => [moduleNeed(params['module'], 'READ')];

/** Reading records. */
export const readRoutes: ApiRoute[] = [
  {
    pattern: 'GET /:module',
    needs,
    isHeavy: (call) => call.url.searchParams.has('cvid'),
    credits: (call) => (call.url.searchParams.has('cvid') ? 3 : 1),
    run: list,
  },
  { pattern: 'GET /:module/:id', needs, run: getOne },
];
