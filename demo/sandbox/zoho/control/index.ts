import { Router } from '../../kit/router.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { ZohoContext } from '../context.js';
import { Refusal } from '../refusal.js';
import { postFault } from './faults.js';
import { getNotifications, postNotifications } from './notifications.js';
import { controlBody } from './read-body.js';
import { deleteRecords, listRecords, mergeByControl, postRecords, restoreRecords } from './records.js';
import { postSettings } from './settings.js';

/** What the control door can do to the sandbox as a whole. */
export interface SandboxHandle {
  context: ZohoContext;
  reset(isEmpty: boolean): void;
}

function listRequests({ context }: SandboxHandle, call: Call): Answer {
  const query = call.url.searchParams;
  const filter = { method: query.get('method'), pathIncludes: query.get('path_includes') };
  const requests = context.log.list(filter);
  return json(200, {
    total: requests.length,
    requests: requests.map(({ account, ...rest }) => ({ ...rest, org: account })),
    counts: context.log.countsByPath(),
    credits: Object.fromEntries([...context.orgs.keys()].map((id) => [id, context.credits.usedBy(id)])),
    peak: context.running.peak,
    notes: context.notes,
  });
}

function listAccounts({ context }: SandboxHandle): Answer {
  const accounts = [...context.orgs.values()].map(({ info }) => ({
    org: info.id,
    name: info.name,
    data_centre: info.dc,
    users: info.users.map((user) => user.email),
  }));
  return json(200, { accounts });
}

function reset(handle: SandboxHandle, call: Call): Answer {
  const isEmpty = controlBody(call)['empty'] === true;
  handle.reset(isEmpty);
  return json(200, { reset: true, empty: isEmpty });
}

const router = new Router<(handle: SandboxHandle, call: Call) => Answer>();
router.add('GET /accounts', listAccounts);
router.add('GET /records', ({ context }, call) => listRecords(context, call));
router.add('POST /records', ({ context }, call) => postRecords(context, call));
router.add('POST /records/archive', ({ context }, call) => deleteRecords(context, call));
router.add('POST /records/restore', ({ context }, call) => restoreRecords(context, call));
router.add('POST /records/merge', ({ context }, call) => mergeByControl(context, call));
router.add('POST /reset', reset);
router.add('GET /faults', ({ context }) => json(200, { faults: context.faults.list() }));
router.add('POST /faults', ({ context }, call) => postFault(context, call));
router.add('GET /requests', listRequests);
router.add('GET /settings', ({ context }) => json(200, context.settings));
router.add('POST /settings', ({ context }, call) => postSettings(context, call));
router.add('GET /notifications', ({ context }) => getNotifications(context));
router.add('POST /notifications', ({ context }, call) => postNotifications(context, call));

/** Answers a call to the control door. */
export function control(handle: SandboxHandle, call: Call): Answer {
  const found = router.find(call.method, call.path);
  if (!('target' in found)) return json(found.allowed.length > 0 ? 405 : 404, { message: 'no such control' });
  try {
    return found.target(handle, call);
  } catch (error) {
    if (error instanceof Refusal) return error.toAnswer();
    throw error;
  }
}
