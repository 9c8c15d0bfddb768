import { controlBody } from '../../kit/control/read-body.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import { relatedLists, relatedRecords } from '../api/related.js';
import type { ZohoContext } from '../context.js';
import { MODULES, type ModuleInfo, type ModuleName } from '../modules.js';
import { mergeRecords } from '../records/merge.js';
import { SE_MODULE } from '../records/parties.js';
import { presentValue } from '../records/present.js';
import { deleteRecord, insertRow, restoreRecord, updateRow, type Writer } from '../records/write.js';
import { invalidData, Refusal, RowFault } from '../refusal.js';
import type { Org } from '../state/org.js';
import type { RecordVersion } from '../state/record.js';
import { generateRecords } from './generate.js';

/** The account named by `org`, else the first. @throws Refusal 404. */
export function orgOf(context: ZohoContext, id: unknown): Org {
  const org = id === undefined || id === null ? [...context.orgs.values()][0] : context.orgs.get(String(id));
  if (!org) throw new Refusal(404, 'NOT_FOUND', `no account ${String(id)}`);
  return org;
}

/** A module by its name in any case. @throws Refusal 400. */
export function moduleOf(name: unknown): ModuleInfo {
  const info = MODULES.find((each) => each.name.toLowerCase() === String(name).toLowerCase());
  if (!info)
    throw invalidData(
      `unknown object ${String(name)}; one of ${MODULES.map((each) => each.name).join(', ')}`,
    );
  return info;
}

/** Who the control door writes as: a colleague in the account. */
export function controlWriter(org: Org): Writer {
  return { userId: org.info.users.at(0)?.id ?? '' };
}

/** `GET records?object=[&org=&after=&limit=&id=&deleted=true]`: every value and every link. */
export function listRecords(context: ZohoContext, call: Call): Answer {
  const query = call.url.searchParams;
  const { name } = moduleOf(query.get('object'));
  const org = orgOf(context, query.get('org'));
  const isDeleted = query.get('deleted') === 'true' || query.get('archived') === 'true';
  const all = isDeleted ? deletedOf(context, org, name) : [...org.store(name).all()];
  const id = query.get('id');
  if (id !== null) {
    const results = all.filter((each) => each.id === id).map((each) => show(org, name, each));
    return json(200, { object: name, total: results.length, results, next: null });
  }
  const after = query.get('after') ?? '';
  const limit = Math.min(Number(query.get('limit') ?? 100), 1_000);
  const rest = all.filter((each) => each.id > after);
  const shown = rest.slice(0, limit);
  const next = rest.length > limit ? (shown.at(-1)?.id ?? null) : null;
  return json(200, {
    object: name,
    total: all.length,
    results: shown.map((each) => show(org, name, each)),
    next,
  });
}

function deletedOf(context: ZohoContext, org: Org, module: ModuleName): RecordVersion[] {
  const { recycle_days: recycle, deleted_days: kept } = context.settings;
  return org.store(module).listDeleted(context.now(), { recycle, kept }).reverse();
}

function show(org: Org, module: ModuleName, version: RecordVersion) {
  const names = org.fieldsOf(module).map((each) => each.apiName);
  const properties: Record<string, unknown> = {};
  for (const name of names) {
    const value = version.values[name];
    if (value !== undefined) properties[name] = lookupOr(presentValue(org, module, version, name), value);
  }
  return {
    id: version.id,
    properties,
    associations: linksOf(org, module, version),
    createdAt: presentValue(org, module, version, 'Created_Time'),
    updatedAt: presentValue(org, module, version, 'Modified_Time'),
    deleted: version.deleted?.type ?? null,
  };
}

/** Lookups as ids, everything else as the API prints it. */
function lookupOr(presented: unknown, stored: unknown): unknown {
  const isObject = presented !== null && typeof presented === 'object' && !Array.isArray(presented);
  return isObject || presented === null ? stored : presented;
}

/** Ids a record leads to and those that lead to it, by module. */
function linksOf(org: Org, module: ModuleName, version: RecordVersion): Record<string, string[]> {
  const links: Record<string, string[]> = {};
  for (const field of org.fieldsOf(module)) {
    const id = version.values[field.apiName];
    const target = field.lookup === 'parent' ? version.values[SE_MODULE] : field.lookup;
    if (target && id !== undefined) links[String(target)] = [...(links[String(target)] ?? []), String(id)];
  }
  for (const list of relatedLists(module)) {
    const ids = relatedRecords(org, module, version.id, list).map((each) => each.id);
    if (ids.length > 0) links[list] = ids;
  }
  return links;
}

/** `POST records`: `{object, records:[{id?, properties}]}` or `{generate:{contacts, ...}}`. */
export function postRecords(context: ZohoContext, call: Call): Answer {
  const body = controlBody(call);
  const org = orgOf(context, body['org']);
  if (body['generate'] !== undefined) return json(201, generateRecords(org, body['generate']));
  const { name } = moduleOf(body['object']);
  const { records } = body;
  if (!Array.isArray(records)) throw invalidData('records must be a list');
  const ids = records.map((record: Record<string, unknown>) => storeOne(org, name, record));
  return json(201, { object: name, ids, total: org.store(name).size });
}

function storeOne(org: Org, module: ModuleName, record: Record<string, unknown>): string {
  const before = record['id'] === undefined ? undefined : existing(org, module, record['id']);
  const properties = (record['properties'] ?? {}) as Record<string, unknown>;
  const row = { org, module, position: 0 };
  try {
    const version = before
      ? updateRow({ ...row, before }, properties, controlWriter(org))
      : insertRow({ ...row, before }, properties, controlWriter(org));
    return version.id;
  } catch (error) {
    if (error instanceof RowFault) throw new Refusal(400, error.code, error.message, error.details);
    throw error;
  }
}

function existing(org: Org, module: ModuleName, id: unknown): RecordVersion {
  const version = org.store(module).get(String(id));
  if (!version) throw new Refusal(404, 'NOT_FOUND', `no ${module} record ${String(id)}`);
  return version;
}

/** `POST records/archive` `{object, ids, permanent?}`; `permanent` also empties the bin of ids that are in it. */
export function deleteRecords(context: ZohoContext, call: Call): Answer {
  const body = controlBody(call);
  const org = orgOf(context, body['org']);
  const { name } = moduleOf(body['object']);
  const isPermanent = body['permanent'] === true;
  const ids = Array.isArray(body['ids']) ? body['ids'].map(String) : [];
  for (const id of ids) {
    if (isPermanent && org.store(name).purge(id)) continue;
    deleteRecord(
      org,
      name,
      existing(org, name, id),
      controlWriter(org),
      isPermanent ? 'permanent' : 'recycle',
    );
  }
  return json(200, { object: name, archived: ids.length });
}

/** `POST records/restore` `{object, ids}`: out of the recycle bin. */
export function restoreRecords(context: ZohoContext, call: Call): Answer {
  const body = controlBody(call);
  const org = orgOf(context, body['org']);
  const { name } = moduleOf(body['object']);
  const ids = Array.isArray(body['ids']) ? body['ids'].map(String) : [];
  const restored = ids.filter((id) => restoreRecord(org, name, id, controlWriter(org)));
  return json(200, { object: name, restored: restored.length });
}

/** `POST records/merge` `{object, primary, merged}`. */
export function mergeByControl(context: ZohoContext, call: Call): Answer {
  const body = controlBody(call);
  const org = orgOf(context, body['org']);
  const { name } = moduleOf(body['object']);
  const [survivor, loser] = [existing(org, name, body['primary']), existing(org, name, body['merged'])];
  if (survivor.id === loser.id) throw invalidData('a record cannot be merged into itself');
  const merged = mergeRecords(org, name, survivor, loser, controlWriter(org));
  return json(200, { object: name, id: merged.id });
}
