import { type Answer, empty, json } from '../../kit/sandbox.js';
import type { ApiRoute, Exchange } from '../context.js';
import type { ModuleName } from '../modules.js';
import { presentFields } from '../records/present.js';
import { invalid, Refusal } from '../refusal.js';
import type { Org } from '../state/org.js';
import { moduleNamed, moduleNeed, neededFields, numberParam, PER_PAGE_MAX } from './input.js';

/** Fields that lead from a related record to the one it is listed under. */
const LISTS: Partial<Record<ModuleName, Partial<Record<string, string[]>>>> = {
  Contacts: {
    Deals: ['Contact_Name'],
    Calls: ['Who_Id'],
    Tasks: ['Who_Id'],
    Events: ['Who_Id'],
    Notes: ['Parent_Id'],
  },
  Accounts: {
    Contacts: ['Account_Name'],
    Deals: ['Account_Name'],
    Calls: ['What_Id'],
    Tasks: ['What_Id'],
    Events: ['What_Id'],
    Notes: ['Parent_Id'],
  },
  Deals: { Calls: ['What_Id'], Tasks: ['What_Id'], Events: ['What_Id'], Notes: ['Parent_Id'] },
};

/** Records listed under another one, newest first. */
export function relatedRecords(org: Org, module: ModuleName, id: string, list: ModuleName) {
  const store = org.store(list);
  const ids = new Set((LISTS[module]?.[list] ?? []).flatMap((field) => store.index.find(field, id)));
  return [...ids]
    .sort()
    .reverse()
    .flatMap((each) => store.get(each) ?? []);
}

/** Names of the lists a module's records have. */
export function relatedLists(module: ModuleName): ModuleName[] {
  return Object.keys(LISTS[module] ?? {}) as ModuleName[];
}

/** `GET /{module}/{id}/{list}`: what belongs to a record. */
function listRelated({ org, params, query }: Exchange): Answer {
  const { name } = moduleNamed(params['module']);
  const list = relatedLists(name).find((each) => each === params['list']);
  if (!list)
    throw invalid('INVALID_DATA', 'the relation name given seems to be invalid', {
      param_name: params['list'],
    });
  const id = params['id'] ?? '';
  const fields = neededFields(query);
  if (!org.store(name).get(id))
    throw new Refusal(400, 'INVALID_DATA', 'the id given seems to be invalid', { id });
  const perPage = numberParam(query, 'per_page', PER_PAGE_MAX, PER_PAGE_MAX);
  const page = numberParam(query, 'page', 1, 1_000_000);
  const all = relatedRecords(org, name, id, list);
  const shown = all.slice((page - 1) * perPage, page * perPage);
  if (shown.length === 0) return empty(204);
  const info = { per_page: perPage, count: shown.length, page, more_records: page * perPage < all.length };
  return json(200, { data: shown.map((version) => presentFields(org, list, version, fields)), info });
}

export const relatedRoutes: ApiRoute[] = [
  {
    pattern: 'GET /:module/:id/:list',
    needs: (params) => [
      moduleNeed(params['module'], 'READ'),
      ...(relatedLists(moduleNamed(params['module']).name).includes(params['list'] as ModuleName)
        ? [moduleNeed(params['list'], 'READ')]
        : []),
    ],
    run: listRelated,
  },
];
