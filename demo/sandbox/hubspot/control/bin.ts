import { controlBody } from '../../kit/control/read-body.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { HubspotContext } from '../context.js';
import { archiveRecord, mergeRecords, restoreRecord } from '../records/write.js';
import { invalid } from '../refusal.js';
import { portalOf, typeOf } from './records.js';

/** `POST records/archive` and `POST records/restore`: `{object, ids, portal?}`, as a person does it in the CRM. */
export function moveToBin(context: HubspotContext, call: Call, isRestored = false): Answer {
  const body = controlBody(call);
  const portal = portalOf(context, body['portal']);
  const object = typeOf(body['object']);
  const { ids } = body;
  if (!Array.isArray(ids)) throw invalid('ids must be a list');
  for (const id of ids.map(String)) (isRestored ? restoreRecord : archiveRecord)(portal, object, id);
  const store = portal.store(object);
  return json(200, { object, total: store.size, archived: store.archivedSize });
}

/** `POST records/merge`: `{object, primary, merged, portal?}`. */
export function merge(context: HubspotContext, call: Call): Answer {
  const body = controlBody(call);
  const portal = portalOf(context, body['portal']);
  const object = typeOf(body['object']);
  const [primary, merged] = [String(body['primary']), String(body['merged'])];
  if (primary === merged) throw invalid('A record cannot be merged with itself');
  return json(200, { object, id: mergeRecords(portal, object, primary, merged).id });
}
