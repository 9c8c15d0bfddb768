import { type Answer, empty, json } from '../../kit/sandbox.js';
import type { ApiRoute, Exchange } from '../context.js';
import type { ModuleName } from '../modules.js';
import { recordName } from '../records/present.js';
import { invalid } from '../refusal.js';
import type { Org } from '../state/org.js';
import type { Deletion, RecordVersion } from '../state/record.js';
import { withOffset } from '../state/time.js';
import { moduleNamed, moduleNeed, numberParam, PER_PAGE_MAX, sinceHeader } from './input.js';

const TYPES = new Set(['all', 'recycle', 'permanent']);

function presentUser(org: Org, id: string) {
  const user = org.user(id);
  return user ? { name: `${user.first_name} ${user.last_name}`, id } : null;
}

function present(org: Org, module: ModuleName, version: RecordVersion) {
  const deletion = version.deleted as Deletion;
  // Of what is gone for good only the id is left.
  const isInBin = deletion.type === 'recycle';
  return {
    deleted_by: isInBin ? presentUser(org, deletion.by) : null,
    id: version.id,
    display_name: isInBin ? recordName(module, version) || null : null,
    type: deletion.type,
    created_by: isInBin ? presentUser(org, version.createdBy) : null,
    deleted_time: withOffset(deletion.at, org.info.timeZone),
  };
}

/** `GET /{module}/deleted`: newest first; 304 when none was deleted since the header's instant. */
function listDeleted(exchange: Exchange): Answer {
  const { context, org, params, query } = exchange;
  const { name } = moduleNamed(params['module']);
  const type = query.get('type') ?? 'all';
  if (!TYPES.has(type))
    throw invalid('PATTERN_NOT_MATCHED', 'Please check whether the input values are correct', {
      param_name: 'type',
    });
  const perPage = numberParam(query, 'per_page', PER_PAGE_MAX, PER_PAGE_MAX);
  const page = numberParam(query, 'page', 1, 1_000_000);
  const since = sinceHeader(exchange);
  const { recycle_days: recycle, deleted_days: kept } = context.settings;
  const rows = org
    .store(name)
    .listDeleted(context.now(), { recycle, kept })
    .filter(({ deleted }) => deleted && (type === 'all' || deleted.type === type))
    .filter(({ deleted }) => since === null || (deleted?.at ?? 0) >= since);
  const start = (page - 1) * perPage;
  const shown = rows.slice(start, start + perPage);
  if (shown.length === 0) return empty(since === null ? 204 : 304);
  const info = { per_page: perPage, count: shown.length, page, more_records: start + perPage < rows.length };
  return json(200, { data: shown.map((version) => present(org, name, version)), info });
}

export const deletedRoutes: ApiRoute[] = [
  {
    pattern: 'GET /:module/deleted',
    needs: (params) => [moduleNeed(params['module'], 'READ')],
    run: listDeleted,
  },
];
