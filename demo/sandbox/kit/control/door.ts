import type { SandboxContext } from '../context.js';
import type { LoggedRequest } from '../request-log.js';
import { Router } from '../router.js';
import { type Answer, type Call, json } from '../sandbox.js';
import type { FaultQueue, FaultTarget, WaitingFault } from '../traffic/fault-queue.js';
import { BadControl, controlBody } from './read-body.js';

/** A context whose faults the door can list. */
type Context = SandboxContext<{ clock_offset_ms: number }> & {
  faults: Pick<FaultQueue<WaitingFault, FaultTarget>, 'list'>;
};

/** What the control door can do to the sandbox as a whole. */
export interface SandboxHandle<C> {
  context: C;
  reset(isEmpty: boolean): void;
}

/** What one provider's control door has of its own. */
export interface DoorParts<C> {
  /** By `METHOD /path`. */
  routes: Record<string, (context: C, call: Call) => Answer>;
  /** A request as `GET requests` shows it, and which of them a query asks for beside method and path. */
  showRequest?(entry: LoggedRequest): object;
  isWanted?(entry: LoggedRequest, query: URLSearchParams): boolean;
  /** More that `GET requests` tells. */
  tellMore?(context: C): object;
  /** Answer to an error of the vendor's own kind; null for any other. */
  explain(error: unknown): Answer | null;
}

/** Answers calls to a control door: what every sandbox has (`reset`, `faults`, `requests`, `settings`), and its own. */
export function controlDoor<C extends Context>(
  parts: DoorParts<C>,
): (handle: SandboxHandle<C>, call: Call) => Answer {
  const router = new Router<(handle: SandboxHandle<C>, call: Call) => Answer>();
  router.add('POST /reset', reset);
  router.add('GET /faults', ({ context }) => json(200, { faults: context.faults.list() }));
  router.add('GET /settings', ({ context }) => json(200, context.settings));
  router.add('GET /requests', ({ context }, call) => listRequests(context, call, parts));
  for (const [pattern, run] of Object.entries(parts.routes))
    router.add(pattern, ({ context }, call) => run(context, call));
  return (handle, call) => {
    const found = router.find(call.method, call.path);
    if (!('target' in found))
      return json(found.allowed.length > 0 ? 405 : 404, { message: 'no such control' });
    try {
      return found.target(handle, call);
    } catch (error) {
      if (error instanceof BadControl) return json(error.status, { message: error.message });
      const answer = parts.explain(error);
      if (answer === null) throw error;
      return answer;
    }
  };
}

function reset<C>(handle: SandboxHandle<C>, call: Call): Answer {
  const isEmpty = controlBody(call)['empty'] === true;
  handle.reset(isEmpty);
  return json(200, { reset: true, empty: isEmpty });
}

function listRequests<C extends Context>(context: C, call: Call, parts: DoorParts<C>): Answer {
  const query = call.url.searchParams;
  const filter = { method: query.get('method'), pathIncludes: query.get('path_includes') };
  const wanted = context.log.list(filter).filter((entry) => parts.isWanted?.(entry, query) ?? true);
  return json(200, {
    total: wanted.length,
    requests: wanted.map((entry) => parts.showRequest?.(entry) ?? entry),
    counts: context.log.countsByPath(),
    ...parts.tellMore?.(context),
    notes: context.notes,
  });
}
