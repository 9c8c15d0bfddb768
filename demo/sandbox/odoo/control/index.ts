import { Router } from '../../kit/router.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { OdooContext } from '../context.js';
import { Fault } from '../fault.js';
import { MissingValue } from '../orm/write.js';
import { postFault } from './faults.js';
import { postKey } from './keys.js';
import { BadControl, controlBody } from './read-body.js';
import { listRecords, mergeRecords, postRecords } from './records.js';
import { postSettings } from './settings.js';
import { getWebhooks, postWebhooks } from './webhooks.js';

/** What the control door can do to the sandbox as a whole. */
export interface SandboxHandle {
  context: OdooContext;
  reset(isEmpty: boolean): void;
}

function listRequests({ context }: SandboxHandle, call: Call): Answer {
  const query = call.url.searchParams;
  const filter = { method: query.get('method'), pathIncludes: query.get('path_includes') };
  const [model, name] = [query.get('model'), query.get('call')];
  const requests = context.log.list(filter).filter((each) => {
    const { model: of, call: called } = each as { model?: string | null; call?: string | null };
    return (!model || of === model) && (!name || called === name);
  });
  return json(200, {
    total: requests.length,
    requests,
    counts: context.log.countsByPath(),
    notes: context.notes,
  });
}

function reset(handle: SandboxHandle, call: Call): Answer {
  const isEmpty = controlBody(call)['empty'] === true;
  handle.reset(isEmpty);
  return json(200, { reset: true, empty: isEmpty });
}

const router = new Router<(handle: SandboxHandle, call: Call) => Answer>();
router.add('GET /records', ({ context }, call) => listRecords(context, call));
router.add('POST /records', ({ context }, call) => postRecords(context, call));
router.add('POST /merge', ({ context }, call) => mergeRecords(context, call));
router.add('POST /keys', ({ context }, call) => postKey(context, call));
router.add('POST /reset', reset);
router.add('GET /faults', ({ context }) => json(200, { faults: context.faults.list() }));
router.add('POST /faults', ({ context }, call) => postFault(context, call));
router.add('GET /requests', listRequests);
router.add('GET /settings', ({ context }) => json(200, context.settings));
router.add('POST /settings', ({ context }, call) => postSettings(context, call));
router.add('GET /webhooks', ({ context }) => getWebhooks(context));
router.add('POST /webhooks', ({ context }, call) => postWebhooks(context, call));

/** Answers a call to the control door. */
export async function control(handle: SandboxHandle, call: Call): Promise<Answer> {
  const found = router.find(call.method, call.path);
  if (!('target' in found)) return json(found.allowed.length > 0 ? 405 : 404, { message: 'no such control' });
  try {
    return found.target(handle, call);
  } catch (caught) {
    const error = caught instanceof MissingValue ? caught.toFault() : caught;
    if (error instanceof BadControl) return json(error.status, { message: error.message });
    if (error instanceof Fault) return json(400, { name: error.pythonName, message: error.message });
    throw error;
  }
}
