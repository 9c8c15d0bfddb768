import { Router } from '../../kit/router.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { HubspotContext } from '../context.js';
import { Refusal } from '../refusal.js';
import { merge, moveToBin } from './bin.js';
import { postFault } from './faults.js';
import { controlBody } from './read-body.js';
import { listRecords, postRecords } from './records.js';
import { postSettings } from './settings.js';
import { getWebhooks, postWebhooks, sendWebhooks } from './webhooks.js';

/** What the control door can do to the sandbox as a whole. */
export interface SandboxHandle {
  context: HubspotContext;
  reset(isEmpty: boolean): void;
}

function listRequests({ context }: SandboxHandle, call: Call): Answer {
  const query = call.url.searchParams;
  const filter = { method: query.get('method'), pathIncludes: query.get('path_includes') };
  const requests = context.log.list(filter);
  return json(200, {
    total: requests.length,
    requests: requests.map(({ account, ...rest }) => ({
      ...rest,
      portal: account === null ? null : Number(account),
    })),
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
router.add('POST /records/archive', ({ context }, call) => moveToBin(context, call));
router.add('POST /records/restore', ({ context }, call) => moveToBin(context, call, true));
router.add('POST /records/merge', ({ context }, call) => merge(context, call));
router.add('POST /reset', reset);
router.add('GET /faults', ({ context }) => json(200, { faults: context.faults.list() }));
router.add('POST /faults', ({ context }, call) => postFault(context, call));
router.add('GET /requests', listRequests);
router.add('GET /settings', ({ context }) => json(200, context.settings));
router.add('POST /settings', ({ context }, call) => postSettings(context, call));
router.add('GET /webhooks', ({ context }) => getWebhooks(context));
router.add('POST /webhooks', ({ context }, call) => postWebhooks(context, call));
router.add('POST /webhooks/send', ({ context }, call) => sendWebhooks(context, call));

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
