import type { Params } from '../../kit/router.js';
import { type Answer, empty } from '../../kit/sandbox.js';
import { type ApiRoute, type Exchange, ok, readObject } from '../context.js';
import { findObjectType } from '../object-types.js';
import { presentAssociations, presentRecord } from '../records/present.js';
import { checkWrite } from '../records/validate.js';
import { archiveRecord, createRecord, mergeRecords, purgeContact, updateRecord } from '../records/write.js';
import { invalid } from '../refusal.js';
import {
  associationTypesParam,
  enforcesRequired,
  limitParam,
  listParam,
  objectTypeOf,
  readProperties,
  readText,
  recordNotFound,
  writerOf,
} from './input.js';
import { findRecord } from './lookup.js';
import { applyNewLinks, readNewLinks } from './new-links.js';

/** The scope an object endpoint needs; an unknown type is refused later, as a bad request. */
export function objectScope(access: 'read' | 'write', param = 'type'): (params: Params) => string[] {
  return (params) => {
    const info = findObjectType(params[param] ?? '');
    return info ? [`crm.objects.${info.scope}.${access}`] : [];
  };
}

function list(exchange: Exchange): Answer {
  const { portal, query, call } = exchange;
  const info = objectTypeOf(exchange);
  const hasHistory = listParam(query, 'propertiesWithHistory').length > 0;
  const limit = limitParam(query, 10, hasHistory ? 50 : 100);
  const after = query.get('after');
  if (after !== null && !/^\d+$/.test(after)) throw invalid(`Invalid after cursor: ${after}`);
  const archived = query.get('archived') === 'true';
  const { versions, hasMore } = portal.store(info.type).list(Number(after ?? 0), limit, archived);
  const asked = listParam(query, 'properties');
  const types = associationTypesParam(query);
  const results = versions.map((version) => {
    const record = presentRecord(portal, info.type, version, asked);
    if (types.length === 0) return record;
    const associations = presentAssociations(portal, { type: info.type, id: version.id }, types);
    return Object.keys(associations).length > 0 ? { ...record, associations } : record;
  });
  const last = versions.at(-1);
  if (!hasMore || !last) return ok({ results });
  const link = new URL(call.url);
  link.searchParams.set('after', last.id);
  return ok({ results, paging: { next: { after: last.id, link: link.href } } });
}

function get(exchange: Exchange): Answer {
  const { portal, query, params } = exchange;
  const info = objectTypeOf(exchange);
  const id = params['id'] ?? '';
  const isArchived = query.get('archived') === 'true';
  const version = isArchived
    ? portal.store(info.type).getArchived(id)
    : findRecord(portal, info.type, id, query.get('idProperty'));
  if (!version) throw recordNotFound(id);
  const record = presentRecord(portal, info.type, version, listParam(query, 'properties'));
  const types = associationTypesParam(query);
  const associations = presentAssociations(portal, { type: info.type, id: version.id }, types);
  return ok(Object.keys(associations).length > 0 ? { ...record, associations } : record);
}

function create(exchange: Exchange): Answer {
  const { portal, call } = exchange;
  const { type } = objectTypeOf(exchange);
  const body = readObject(call);
  const links = readNewLinks(portal, type, body['associations']);
  const rules = { portal, type, before: undefined, enforceRequired: enforcesRequired(exchange) };
  const checked = checkWrite(rules, readProperties(body));
  const version = createRecord(portal, type, checked, writerOf(exchange));
  applyNewLinks(portal, { type, id: version.id }, links);
  const stored = portal.store(type).get(version.id) ?? version;
  return ok(presentRecord(portal, type, stored, Object.keys(checked.set)), 201);
}

function update(exchange: Exchange): Answer {
  const { portal, call, query, params } = exchange;
  const { type } = objectTypeOf(exchange);
  const before = findRecord(portal, type, params['id'] ?? '', query.get('idProperty'));
  if (!before) throw recordNotFound(params['id'] ?? '');
  const rules = { portal, type, before, enforceRequired: enforcesRequired(exchange) };
  const properties = readProperties(readObject(call));
  const version = updateRecord(portal, type, before, checkWrite(rules, properties), writerOf(exchange));
  return ok(presentRecord(portal, type, version, Object.keys(properties)));
}

function archive(exchange: Exchange): Answer {
  const { portal, params } = exchange;
  const { type } = objectTypeOf(exchange);
  const id = params['id'] ?? '';
  const version = portal.store(type).get(id);
  if (!version && !portal.store(type).getArchived(id)) throw recordNotFound(id);
  if (version) archiveRecord(portal, type, version.id);
  return empty(204);
}

function merge(exchange: Exchange): Answer {
  const { portal, call } = exchange;
  const info = objectTypeOf(exchange);
  if (info.isActivity) throw invalid(`Objects of type ${info.type} cannot be merged`);
  const body = readObject(call);
  const primaryId = portal.store(info.type).resolve(readText(body, 'primaryObjectId'));
  const mergedId = portal.store(info.type).resolve(readText(body, 'objectIdToMerge'));
  if (primaryId === mergedId) throw invalid('A record cannot be merged with itself');
  return ok(presentRecord(portal, info.type, mergeRecords(portal, info.type, primaryId, mergedId)));
}

function gdprDelete({ portal, call }: Exchange): Answer {
  const body = readObject(call);
  const id = readText(body, 'objectId');
  const idProperty = typeof body['idProperty'] === 'string' ? body['idProperty'] : null;
  const found = findRecord(portal, 'contacts', id, idProperty) ?? portal.store('contacts').getArchived(id);
  if (!found) throw recordNotFound(id);
  purgeContact(portal, found.id);
  return empty(204);
}

const base = '/crm/objects/:version';
const read = { scopes: objectScope('read'), bucket: 'account' } as const;
const write = { scopes: objectScope('write'), bucket: 'account' } as const;

/** One record at a time, and the list. */
export const objectRoutes: ApiRoute[] = [
  { ...read, pattern: `GET ${base}/:type`, run: list },
  { ...read, pattern: `GET ${base}/:type/:id`, run: get },
  { ...write, pattern: `POST ${base}/:type`, run: create },
  { ...write, pattern: `PATCH ${base}/:type/:id`, run: update },
  { ...write, pattern: `DELETE ${base}/:type/:id`, run: archive },
  { ...write, pattern: `POST ${base}/:type/merge`, run: merge },
  {
    pattern: `POST ${base}/contacts/gdpr-delete`,
    scopes: () => ['crm.objects.contacts.write'],
    bucket: 'account',
    run: gdprDelete,
  },
];
