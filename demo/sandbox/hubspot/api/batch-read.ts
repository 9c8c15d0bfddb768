import { type Answer, empty } from '../../kit/sandbox.js';
import { type ApiRoute, type Exchange, readObject } from '../context.js';
import { presentRecord } from '../records/present.js';
import { archiveRecord } from '../records/write.js';
import { Refusal } from '../refusal.js';
import { batchAnswer, batchError } from './batch-answer.js';
import { BATCH_MAX } from './batch-write.js';
import { objectTypeOf, readInputs, readText, readTexts } from './input.js';
import { checkIdProperty, findRecord } from './lookup.js';
import { objectScope } from './objects.js';

function batchRead(exchange: Exchange): Answer {
  const { portal, context, call, query } = exchange;
  const startedAt = context.now();
  const { type } = objectTypeOf(exchange);
  const body = readObject(call);
  const properties = readTexts(body, 'properties');
  const idProperty = typeof body['idProperty'] === 'string' ? body['idProperty'] : null;
  if (idProperty !== null && idProperty !== 'hs_object_id') checkIdProperty(portal, type, idProperty);
  const isArchived = query.get('archived') === 'true';
  const missing: string[] = [];
  const results = new Map<string, unknown>();
  for (const input of readInputs(body, BATCH_MAX)) {
    const id = readText(input, 'id');
    const version = isArchived
      ? portal.store(type).getArchived(id)
      : findRecord(portal, type, id, idProperty);
    if (version) results.set(version.id, presentRecord(portal, type, version, properties));
    else missing.push(id);
  }
  const errors = missing.length > 0 ? [notFoundRow(type, missing)] : [];
  return batchAnswer(startedAt, context.now(), [...results.values()], errors);
}

function notFoundRow(type: string, ids: string[]) {
  const message = `Could not get some ${type} objects, they may be deleted or not exist. Check that ids are valid.`;
  return batchError(new Refusal(404, message, { category: 'OBJECT_NOT_FOUND' }), { ids });
}

function batchArchive(exchange: Exchange): Answer {
  const { portal, call } = exchange;
  const { type } = objectTypeOf(exchange);
  const ids = readInputs(readObject(call), BATCH_MAX).map((input) => readText(input, 'id'));
  for (const id of ids) {
    const version = portal.store(type).get(id);
    if (version) archiveRecord(portal, type, version.id);
  }
  return empty(204);
}

const base = '/crm/objects/:version/:type/batch';

/** Batch read, which knows no associations, and batch archive. */
export const batchReadRoutes: ApiRoute[] = [
  { pattern: `POST ${base}/read`, scopes: objectScope('read'), bucket: 'account', run: batchRead },
  { pattern: `POST ${base}/archive`, scopes: objectScope('write'), bucket: 'account', run: batchArchive },
];
