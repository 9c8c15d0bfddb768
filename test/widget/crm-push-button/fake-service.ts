import type { ErrorCode, Problem } from '../../../shared/errors.js';
import { ERRORS } from '../../../shared/errors.js';
import type { Permission } from '../../../shared/keys.js';
import { type PushReceipt, type PushState, SETTLED_PUSH_STATES } from '../../../shared/push.js';

/** One request as it left the element. */
export interface Asked {
  method: string;
  path: string;
  query: Record<string, string>;
  /** Calls whose receipts are asked for, one or many. */
  calls: string[];
  body: unknown;
  idempotencyKey: string | null;
}

/** What stands in for the service at the network border. Throw in `answer` for "no answer". */
export interface FakeService {
  asked: Asked[];
  answer: (asked: Asked) => Response | Promise<Response> | undefined;
  restore(): void;
}

export const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

export function problem(code: ErrorCode, detail: string, next: Problem['next'] = 'fix_request'): Response {
  const { status, title } = ERRORS[code];
  return json({ type: 'about:blank', title, status, code, detail, next, correlation_id: 'c1' }, status);
}

/** Replaces `fetch`; what `answer` leaves undefined is answered as a workspace with HubSpot connected. */
export function fakeService(answer: FakeService['answer'], permissions: Permission[] = ALL): FakeService {
  const real = globalThis.fetch;
  const service: FakeService = {
    asked: [],
    answer,
    restore: () => {
      globalThis.fetch = real;
    },
  };
  globalThis.fetch = async (url, init) => {
    const { pathname: path, searchParams } = new URL(String(url));
    const single = /\/crm\/calls\/(.+)\/push$/.exec(path)?.[1];
    const one: Asked = {
      ...{ method: init?.method ?? 'GET', path },
      query: Object.fromEntries(searchParams),
      calls: single ? [decodeURIComponent(single)] : (searchParams.get('call_ids')?.split(',') ?? []),
      body: typeof init?.body === 'string' ? JSON.parse(init.body) : null,
      idempotencyKey: new Headers(init?.headers).get('idempotency-key'),
    };
    // An older service: elements then look by themselves, as these tests want it. Not counted.
    if (path.endsWith('/crm/events')) return (await service.answer(one)) ?? json(null, 404);
    service.asked.push(one);
    return (await service.answer(one)) ?? usual(one, permissions);
  };
  return service;
}

const ALL: Permission[] = ['connect', 'map', 'sync', 'push', 'view'];

function usual({ path }: Asked, permissions: Permission[]): Response {
  if (path === '/crm/session') {
    return json({ app: { name: 'Linea' }, workspace_id: 'w', permissions, actor: null, expires_at: null });
  }
  const list = (data: unknown[]) => json({ data, next_cursor: null });
  if (path === '/crm/providers') return list([{ id: 'hubspot', label: 'HubSpot' }]);
  if (path === '/crm/connections') return list([{ id: 'c1', provider: 'hubspot', status: 'active' }]);
  if (path === '/crm/pushes') return list([]);
  return problem('push_not_found', 'This call was not pushed.');
}

/** The answer to a question for receipts. */
export const receipts = (...found: PushReceipt[]) => json({ data: found, next_cursor: null });

export function makeReceipt(state: PushState, over: Partial<PushReceipt> = {}): PushReceipt {
  const now = new Date().toISOString();
  const isDone = state === 'sent' || state === 'already_there';
  return {
    ...{
      push_id: 'p1',
      object: 'activity',
      local_id: 'call-1',
      call_id: 'call-1',
      provider: 'hubspot',
      connection_id: 'c1',
      state,
      attempts: 1,
    },
    ...{
      next_try_at: null,
      remote_id: isDone ? '77' : null,
      error: null,
      deal_stage: null,
      first_tried_at: now,
    },
    remote_url: isDone ? 'https://crm.example/calls/77' : null,
    contact_name: isDone ? 'Giulia Ferri' : null,
    associations: { contact: null, company: null, deal: null },
    ...{ sent_at: isDone ? now : null, created_at: now, updated_at: now },
    ...over,
  };
}

export const isSettled = (state: PushState) => SETTLED_PUSH_STATES.includes(state);
