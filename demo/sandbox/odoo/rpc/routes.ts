import { type Answer, type Call, json, redirect } from '../../kit/sandbox.js';
import type { OdooContext } from '../context.js';
import type { Instance } from '../instances/instance.js';
import { hasJson2 } from '../instances/version.js';
import { isJson, jsonRpc, noSuchRoute, readEnvelope } from './json-rpc.js';
import { describeModel, json2, notFoundPage } from './json2.js';
import type { Runner } from './runner.js';
import { xmlRpc } from './xml-rpc.js';

/** Answers what programs ask of a server; null for everything that is a page. */
export async function serverRoute(
  context: OdooContext,
  instance: Instance,
  call: Call,
  runner: Runner,
): Promise<Answer | null> {
  const { method, path } = call;
  const isNew = hasJson2(instance.version);
  if (path === '/web/version' || path === '/json/version') return version(instance, call, isNew);
  const json2Path = /^\/json\/2\/([^/]+)\/([^/]+)$/.exec(path);
  if (json2Path && isNew) {
    if (method !== 'POST') return notAllowed('POST');
    const params = { model: decodeURIComponent(json2Path[1] ?? ''), method: json2Path[2] ?? '' };
    return json2(instance, call, params, context.settings, runner);
  }
  const doc = /^\/doc-bearer\/([^/]+)\.json$/.exec(path);
  if (doc && isNew) return describeModel(instance, call, doc[1] ?? '', context.settings);
  // Before 19 another route lives there; it sends people to the login page, which answers 200.
  if (path.startsWith('/json/') && method === 'GET' && !isNew)
    return redirect(`/odoo/${instance.version.path}/web/login?redirect=${encodeURIComponent(path)}`);
  if (path === '/jsonrpc') {
    if (method !== 'POST') return notAllowed('POST');
    return isGone(context, instance, call) ? notFoundPage() : jsonRpc(instance, call, runner);
  }
  const service = /^\/xmlrpc\/2\/(common|object|db)$/.exec(path)?.[1];
  if (service === undefined) return method === 'POST' && isJson(call) ? noSuchRoute() : null;
  if (method !== 'POST') return notAllowed('POST');
  return isGone(context, instance, call) ? notFoundPage() : xmlRpc(instance, call, service, runner);
}

function version(instance: Instance, call: Call, isNew: boolean): Answer {
  if (!isNew)
    return call.path === '/web/version'
      ? notFoundPage()
      : redirect(`/odoo/${instance.version.path}/web/login`);
  return json(200, { version_info: instance.version.info, version: instance.version.serie });
}

function notAllowed(allowed: string): Answer {
  return {
    status: 405,
    headers: { 'content-type': 'text/html; charset=utf-8', allow: allowed },
    body: '<!doctype html>\n<html lang=en>\n<title>405 Method Not Allowed</title>\n<h1>Method Not Allowed</h1>\n',
  };
}

/** Whether this server has the old RPC switched off, all but `common.version`. */
function isGone(context: OdooContext, instance: Instance, call: Call): boolean {
  if (instance.version.major < 20 || context.settings.rpc_on_20) return false;
  const envelope = readEnvelope(call.body);
  if (envelope?.service === 'common' && envelope.method === 'version') return false;
  const databases = [...instance.databases.values()];
  return !databases.some((db) => {
    const id = db.table('ir.config_parameter').lookup('key', 'rpc.use_deprecated_services')?.[0];
    return id !== undefined && db.table('ir.config_parameter').get(id)?.['value'] === 'True';
  });
}
