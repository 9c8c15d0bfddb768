import { entryOf } from '../kit/request-log.js';
import { type Answer, type Call, dated } from '../kit/sandbox.js';
import { strikeOnTheWay } from '../kit/traffic/on-the-way.js';
import type { OdooContext } from './context.js';
import { accessError, Fault, SerializationFailure } from './fault.js';
import type { Instance } from './instances/instance.js';
import { hasJson2 } from './instances/version.js';
import { showHome } from './pages/home.js';
import { answerPage } from './pages/index.js';
import { notFoundPage } from './rpc/json2.js';
import { serverRoute } from './rpc/routes.js';
import { type Ready, runAfter } from './rpc/runner.js';
import { askingOf, bodyForLog, errorName, type LoggedCall } from './traffic/asking.js';
import { type Asking, isInside, type OdooFault } from './traffic/faults.js';
import { proxyPage, rateLimited } from './traffic/proxy.js';

/** Answers one call to the public face, faults and all, and logs it. */
export async function serveOdoo(context: OdooContext, call: Call): Promise<Answer> {
  const at = new Date(context.now()).toISOString();
  const asking = askingOf(call);
  const account = { id: null as string | null };
  const answer = dated(await withFaults(context, call, asking, account), context.settings.clock_offset_ms);
  const entry: LoggedCall = {
    ...entryOf(call, answer, { at, account: account.id, body: bodyForLog(call) }),
    model: asking.model,
    call: asking.call,
    error: errorName(answer),
  };
  const route = call.path.replace(/(?<!\/json|\/xmlrpc)\/\d+(?=\/|$)/g, '/{id}');
  context.log.add(
    entry,
    asking.model === null || route.includes('/json/2/') ? route : `${route} ${asking.model}.${asking.call}`,
  );
  return answer;
}

async function withFaults(
  context: OdooContext,
  call: Call,
  asking: Asking,
  account: { id: string | null },
): Promise<Answer> {
  const fault = context.faults.take(asking);
  switch (fault?.kind) {
    case 'rate_limit':
      return proxyPage(429, fault.retry_after_s);
    case 'server_error':
      return proxyPage(fault.status, fault.retry_after_s);
    default:
      return (
        (await strikeOnTheWay(fault, context.faults, () => dispatch(context, call, account, null))) ??
        dispatch(context, call, account, fault)
      );
  }
}

async function dispatch(
  context: OdooContext,
  call: Call,
  account: { id: string | null },
  fault: OdooFault | null,
): Promise<Answer> {
  const [, first = '', rest = '/'] = /^\/([^/]*)(\/.*)?$/.exec(call.path) ?? [];
  if (first === '') return showHome(context, call);
  const instance = context.instances.get(first);
  if (!instance) return notFoundPage();
  const { moved_to } = context.settings;
  if (moved_to) return { status: 301, headers: { location: moved_to + rest + call.url.search } };
  const run = (ready: Ready) => runReady(context, instance, ready, account, fault);
  try {
    const answer = await serverRoute(context, instance, { ...call, path: rest }, run);
    return answer ?? answerPage(context, instance, { ...call, path: rest });
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}

/** Refused by the proxy before Odoo saw it. */
class Refused extends Error {
  constructor(readonly answer: Answer) {
    super('refused');
  }
}

/** Runs a call under the limits of its database, with the fault that strikes inside it. @throws Fault. */
async function runReady(
  context: OdooContext,
  instance: Instance,
  ready: Ready,
  account: { id: string | null },
  fault: OdooFault | null,
): Promise<unknown> {
  const { settings } = context;
  const name = `${instance.version.path}/${ready.db.name}`;
  account.id = `${name}/${ready.uid}`;
  if (ready.asked.transport !== 'json2' && hasJson2(instance.version))
    context.note('deprecated_rpc', `${name}: ${ready.asked.model}.${ready.asked.method}`);
  if (rateLimited(context, name)) throw new Refused(proxyPage(429, null));
  if (settings.plan === 'standard') throw accessError('The external API is not part of your plan.');
  if (fault && isInside(fault)) return strike(fault, ready);
  context.running.set(name, (context.running.get(name) ?? 0) + 1);
  try {
    return await runAfter(ready, ready.asked.method === 'load' ? settings.load_ms : settings.call_ms);
  } finally {
    context.running.set(name, (context.running.get(name) ?? 1) - 1);
  }
}

/** What a conflict, a lock or a bug looks like to the caller; `load` swallows a conflict. */
function strike(fault: OdooFault, { asked }: Ready): unknown {
  if (fault.kind === 'locked')
    throw new Fault(
      'odoo.exceptions.LockError',
      'Cannot grab a lock on records, they are being updated by another transaction.',
      409,
    );
  if (fault.kind === 'internal_error')
    throw new Fault('builtins.RuntimeError', 'dictionary changed size during iteration');
  if (asked.method !== 'load') throw new SerializationFailure();
  const message = new SerializationFailure().message;
  return {
    ids: false,
    messages: [{ type: 'error', message, rows: { from: 0, to: 0 }, record: 0 }],
    nextrow: 0,
  };
}
