import { controlBody } from '../../kit/control/read-body.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { HubspotContext } from '../context.js';
import { findObjectType, OBJECT_TYPES, type ObjectType } from '../object-types.js';
import { defaultTypeId, linkRecords } from '../records/link.js';
import { readValue } from '../records/present.js';
import { checkWrite } from '../records/validate.js';
import { createRecord, updateRecord } from '../records/write.js';
import { invalid, notFound } from '../refusal.js';
import { linkAsPrimary } from '../seed/seed.js';
import type { Place } from '../state/associations.js';
import type { Portal } from '../state/portal.js';
import { isoUtc, type Version } from '../state/version.js';
import { generateRecords } from './generate.js';

const WRITER = { source: 'CRM_UI', id: 'control' } as const;

/** The account named by `portal`, else the first. @throws Refusal 404. */
export function portalOf(context: HubspotContext, id: unknown): Portal {
  const portal =
    id === undefined || id === null ? [...context.portals.values()][0] : context.portals.get(Number(id));
  if (!portal) throw notFound(`no portal ${String(id)}`);
  return portal;
}

/** @throws Refusal 400. */
export function typeOf(name: unknown): ObjectType {
  const info = findObjectType(String(name));
  if (!info)
    throw invalid(
      `unknown object ${String(name)}; one of ${OBJECT_TYPES.map((each) => each.type).join(', ')}`,
    );
  return info.type;
}

/** `GET records?object=[&portal=&after=&limit=&id=&archived=&<property>=]`: every property and every link. */
export function listRecords(context: HubspotContext, call: Call): Answer {
  const query = call.url.searchParams;
  const object = typeOf(query.get('object'));
  const portal = portalOf(context, query.get('portal') ?? undefined);
  const archived = query.get('archived') === 'true';
  const store = portal.store(object);
  const id = query.get('id');
  if (id !== null) {
    const version = archived ? store.getArchived(id) : store.get(id);
    const results = version ? [show(portal, object, version)] : [];
    return json(200, { object, total: results.length, results, next: null });
  }
  const limit = Math.min(Number(query.get('limit') ?? 100), 1_000);
  const { versions, hasMore } = store.list(Number(query.get('after') ?? 0), limit, archived);
  const total = archived ? store.archivedSize : store.size;
  const results = versions.map((version) => show(portal, object, version));
  return json(200, { object, total, results, next: hasMore ? (versions.at(-1)?.id ?? null) : null });
}

function show(portal: Portal, type: ObjectType, version: Version) {
  const associations: Record<string, string[]> = {};
  for (const info of OBJECT_TYPES) {
    const ids = portal.associations.of({ type, id: version.id }, info.type).map((link) => link.toId);
    if (ids.length > 0) associations[info.type] = ids;
  }
  const company = readValue(portal, type, version, 'associatedcompanyid');
  return {
    id: version.id,
    properties: { ...version.properties, ...(company ? { associatedcompanyid: company } : {}) },
    associations,
    createdAt: isoUtc(version.createdAt),
    updatedAt: isoUtc(version.updatedAt),
    archived: version.archivedAt !== null,
  };
}

/** `POST records`: `{object, records:[{id?, properties, associations?}]}` or `{generate:{contacts, ...}}`. */
export function postRecords(context: HubspotContext, call: Call): Answer {
  const body = controlBody(call);
  const portal = portalOf(context, body['portal']);
  if (body['generate'] !== undefined) return json(201, generateRecords(portal, body['generate']));
  const object = typeOf(body['object']);
  const { records } = body;
  if (!Array.isArray(records)) throw invalid('records must be a list');
  const ids = records.map((record: Record<string, unknown>) => storeOne(portal, object, record));
  return json(201, { object, ids, total: portal.store(object).size });
}

function storeOne(portal: Portal, type: ObjectType, record: Record<string, unknown>): string {
  const before = typeof record['id'] === 'string' ? portal.store(type).get(record['id']) : undefined;
  if (record['id'] !== undefined && !before) throw notFound(`no ${type} record ${String(record['id'])}`);
  const properties = (record['properties'] ?? {}) as Record<string, unknown>;
  const checked = checkWrite({ portal, type, before, enforceRequired: false }, properties);
  const version = before
    ? updateRecord(portal, type, before, checked, WRITER)
    : createRecord(portal, type, checked, WRITER);
  linkOne(portal, { type, id: version.id }, (record['associations'] ?? {}) as Record<string, unknown>);
  return version.id;
}

function linkOne(portal: Portal, from: Place, associations: Record<string, unknown>): void {
  for (const [name, ids] of Object.entries(associations)) {
    const type = typeOf(name);
    const targets = (Array.isArray(ids) ? ids : [ids]).map(String);
    const unknown = targets.find((id) => !portal.store(type).get(id));
    if (unknown !== undefined) throw notFound(`no ${type} record ${unknown}`);
    if (type === 'companies') linkAsPrimary(portal, from, targets);
    else for (const id of targets) linkRecords(portal, from, { type, id }, defaultTypeId(from, { type, id }));
  }
}
