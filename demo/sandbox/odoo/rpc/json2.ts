import { type Answer, type Call, json } from '../../kit/sandbox.js';
import { Fault, traceback } from '../fault.js';
import type { Database } from '../instances/database.js';
import { databaseFor, type Instance } from '../instances/instance.js';
import type { Settings } from '../settings.js';
import { findModel, methodsOf } from './call-method.js';
import { parametersOf } from './method.js';
import type { Runner } from './runner.js';

/** Failures before a database is known are pages, not JSON. */
export function notFoundPage(): Answer {
  return {
    status: 404,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body:
      '<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not ' +
      'found on the server. If you entered the URL manually please check your spelling and try again.</p>\n',
  };
}

function unauthorized(message: string): Fault {
  return new Fault('werkzeug.exceptions.Unauthorized', message, 401);
}

/** Whose key the header carries. @throws Fault 401. */
function bearer(db: Database, header: string | undefined): number {
  const key = /^bearer\s+(\S+)\s*$/i.exec(header ?? '')?.[1];
  if (key === undefined)
    throw unauthorized('User not authenticated, use an API key with a Bearer Authorization header.');
  const uid = db.keys.userOf(key);
  if (uid === null || db.table('res.users').get(uid)?.['active'] !== true)
    throw unauthorized('Invalid apikey');
  return uid;
}

/** @throws Fault 400, 415, 422. */
function namedArguments({ body, headers }: Call): Record<string, unknown> {
  if (body.length > 0 && !/^application\/json\b/i.test(headers['content-type'] ?? ''))
    throw new Fault('werkzeug.exceptions.UnsupportedMediaType', 'the body must be application/json', 415);
  let value: unknown;
  try {
    value = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    throw new Fault('werkzeug.exceptions.BadRequest', 'could not parse the body, invalid JSON', 400);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new Fault(
      'werkzeug.exceptions.UnprocessableEntity',
      'the body must be a JSON object of named arguments',
      422,
    );
  return value as Record<string, unknown>;
}

/** An exception as JSON-2 answers it, with the status its class has. */
function failure(error: unknown, call: string, form: Settings['json2_errors']): Answer {
  if (!(error instanceof Fault)) throw error;
  const name =
    error.pythonName === 'builtins.TypeError' ? 'werkzeug.exceptions.UnprocessableEntity' : error.pythonName;
  const isHttp = name.startsWith('werkzeug.');
  const { message, status } = error;
  const body = {
    name,
    message,
    arguments: isHttp ? [message, status] : [message],
    context: {},
    debug: traceback(error, call),
  };
  const headers: Record<string, string> = status === 401 ? { 'www-authenticate': 'bearer' } : {};
  return json(status, form === 'string' ? message : body, headers);
}

/** `POST /json/2/<model>/<method>`: named arguments in, the bare answer out. */
export async function json2(
  instance: Instance,
  call: Call,
  params: Record<string, string>,
  settings: Settings,
  runner: Runner,
): Promise<Answer> {
  const db = databaseFor(instance, call.headers['x-odoo-database']);
  if (!db) return notFoundPage();
  const [model = '', method = ''] = [params['model'], params['method']];
  try {
    const uid = bearer(db, call.headers['authorization']);
    const named = namedArguments(call);
    const begun = db.openSnapshot();
    const asked = { model, method, positional: [], named, transport: 'json2' } as const;
    const value = await runner({ db, uid, asked: { ...asked, positional: [] }, begun });
    return json(200, value === undefined ? null : value);
  } catch (error) {
    return failure(error, `${model}.${method}`, settings.json2_errors);
  }
}

/** `GET /doc-bearer/<model>.json`: methods and their arguments, which client libraries read to name theirs. */
export function describeModel(instance: Instance, call: Call, name: string, settings: Settings): Answer {
  const db = databaseFor(instance, call.headers['x-odoo-database']);
  if (!db) return notFoundPage();
  try {
    bearer(db, call.headers['authorization']);
    const model = findModel(db, name, 'json2');
    const methods = Object.entries(methodsOf(model, db.version.major)).map(
      ([method, { on, params, ...rest }]) => {
        const parameters = parametersOf({ on, params, ...rest }).map((each) => [each.name, {}] as const);
        return [
          method,
          { api: on === 'model' ? ['model'] : [], parameters: Object.fromEntries(parameters) },
        ] as const;
      },
    );
    return json(200, { model: name, name: model.label, methods: Object.fromEntries(methods) });
  } catch (error) {
    return failure(error, `doc ${name}`, settings.json2_errors);
  }
}
