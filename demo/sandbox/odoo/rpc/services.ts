import { accessDenied, Fault, operationalError } from '../fault.js';
import type { Database } from '../instances/database.js';
import type { Instance } from '../instances/instance.js';
import type { Asked, Begun } from './call-method.js';
import type { Transport } from './method.js';

/** What the old services may be asked: a value at once, or a call on a model that takes its time. */
export type Answered = { value: unknown } | { db: Database; uid: number; asked: Asked; begun: Begun };

/** @throws Fault as the database driver does when it is told a name nobody has. */
function databaseOf(instance: Instance, name: unknown): Database {
  const db = instance.databases.get(String(name));
  if (db) return db;
  throw operationalError(
    `connection to server at "localhost" (127.0.0.1), port 5432 failed: FATAL:  database "${String(name)}" does not exist\n`,
  );
}

/** The user of a login and key; `false`, not an error, when they do not fit. */
function login(instance: Instance, args: unknown[]): number | false {
  const db = databaseOf(instance, args[0]);
  const uid = db.keys.userOf(String(args[2] ?? ''));
  const user = uid === null ? undefined : db.table('res.users').get(uid);
  return user?.['active'] === true && user['login'] === args[1] ? user.id : false;
}

function common(instance: Instance, method: string, args: unknown[]): unknown {
  if (method === 'version')
    return {
      server_version: instance.version.serverVersion,
      server_version_info: instance.version.info,
      server_serie: instance.version.serie,
      protocol_version: 1,
    };
  if (method === 'login' || method === 'authenticate') return login(instance, args);
  throw new Fault('builtins.Exception', `Method not found: ${method}`);
}

/** @throws Fault `AccessDenied` for a wrong user id or key, an expired key, an archived user. */
function object(instance: Instance, method: string, args: unknown[], transport: Transport): Answered {
  if (method !== 'execute_kw' && method !== 'execute')
    throw new Fault('builtins.NameError', `Method not available ${method}`);
  const [name, uid, key, model, call, ...rest] = args;
  const db = databaseOf(instance, name);
  const user = typeof uid === 'number' ? db.table('res.users').get(uid) : undefined;
  if (user?.['active'] !== true || db.keys.userOf(String(key ?? '')) !== uid) throw accessDenied();
  const [positional, named] = method === 'execute' ? [rest, {}] : [rest[0] ?? [], rest[1] ?? {}];
  const asked: Asked = {
    model: String(model),
    method: String(call),
    positional: Array.isArray(positional) ? positional : [],
    named: (named ?? {}) as Record<string, unknown>,
    transport,
  };
  return { db, uid: user.id, asked, begun: db.openSnapshot() };
}

/** One call of a service of the old RPC. @throws Fault. */
export function askService(
  instance: Instance,
  service: string,
  method: string,
  args: unknown[],
  transport: Transport,
): Answered {
  if (service === 'common') return { value: common(instance, method, args) };
  if (service === 'object') return object(instance, method, args, transport);
  // Listing databases is switched off, as on any host that is open to the world.
  if (service === 'db') throw accessDenied();
  throw new Fault('builtins.KeyError', `'${service}'`);
}
