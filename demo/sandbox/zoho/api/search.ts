import { type Answer, empty, json } from '../../kit/sandbox.js';
import type { ApiRoute, Exchange } from '../context.js';
import type { FieldDefinition } from '../fields/definition.js';
import type { ModuleName } from '../modules.js';
import { need } from '../oauth/scopes.js';
import { presentFields, presentRecord } from '../records/present.js';
import { invalid } from '../refusal.js';
import { type RecordVersion, textOf } from '../state/record.js';
import { columnOf } from './coql/columns.js';
import { fieldsParam, missingParam, moduleNamed, moduleNeed, numberParam, PER_PAGE_MAX } from './input.js';
import { PAGE_REACH } from './paging.js';
import { readCriteria } from './search-criteria.js';

type Predicate = (version: RecordVersion) => boolean;

function anyField(fields: FieldDefinition[], matches: (text: string) => boolean): Predicate {
  return (version) => fields.some(({ apiName }) => matches(textOf(version, apiName).toLowerCase()));
}

/** The one thing a search asks for: criteria, email, phone or word, in that order of strength. */
function readSearch({ org, query }: Exchange, module: ModuleName): Predicate {
  const criteria = query.get('criteria');
  if (criteria !== null) return readCriteria(criteria, (name) => columnOf(org, module, name));
  const fields = org.fieldsOf(module);
  const email = query.get('email')?.toLowerCase();
  if (email)
    return anyField(
      fields.filter((each) => each.type === 'email'),
      (text) => text === email,
    );
  const phone = query.get('phone')?.toLowerCase();
  if (phone)
    return anyField(
      fields.filter((each) => each.type === 'phone'),
      (text) => text === phone,
    );
  const word = query.get('word')?.toLowerCase();
  if (!word) throw missingParam('criteria');
  if (word.length < 2)
    throw invalid('INVALID_DATA', 'a word has at least two characters', { param_name: 'word' });
  const texts = fields.filter((each) => ['text', 'email', 'phone', 'website'].includes(each.type));
  return anyField(texts, (text) => text.includes(word));
}

/** `GET /{module}/search`: sees writes only after the lag, and no further than 2,000 records. */
function search(exchange: Exchange): Answer {
  const { context, org, params, query } = exchange;
  const { name } = moduleNamed(params['module']);
  const matches = readSearch(exchange, name);
  const perPage = numberParam(query, 'per_page', PER_PAGE_MAX, PER_PAGE_MAX);
  const page = numberParam(query, 'page', 1, 1_000_000);
  if (page * perPage > PAGE_REACH)
    throw invalid('LIMIT_EXCEEDED', 'a search reaches 2000 records', { limit: PAGE_REACH });
  const seen = org.store(name).search.versions(context.now(), context.settings.search_lag_ms);
  const all = [...seen].filter(matches);
  const shown = all.slice((page - 1) * perPage, page * perPage);
  if (shown.length === 0) return empty(204);
  const fields = fieldsParam(query);
  const data = shown.map((version) =>
    fields ? presentFields(org, name, version, fields) : presentRecord(org, name, version),
  );
  const info = { per_page: perPage, count: shown.length, page, more_records: page * perPage < all.length };
  return json(200, { data, info });
}

export const searchRoutes: ApiRoute[] = [
  {
    pattern: 'GET /:module/search',
    needs: (params) => [moduleNeed(params['module'], 'READ'), need('ZohoSearch.securesearch.READ', null)],
    isHeavy: () => true,
    run: search,
  },
];
