import type { Call } from '../../kit/sandbox.js';
import type { OdooContext } from '../context.js';
import type { Database } from '../instances/database.js';
import type { Model } from '../orm/model.js';

/** A call to the control door that makes no sense. */
export class BadControl extends Error {
  constructor(
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** Body of a control call as an object; an empty body is an empty object. @throws BadControl. */
export function controlBody(call: Call): Record<string, unknown> {
  if (call.body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(call.body.toString('utf8'));
  } catch {
    throw new BadControl('expected JSON');
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new BadControl('expected a JSON object');
  return value as Record<string, unknown>;
}

/** The database named by `server` (`v18`, `v19`, `v20`) and `database`; `v19` and its first when left out. */
export function databaseOf(context: OdooContext, server: unknown, database: unknown): Database {
  const db = context.database(server, database);
  if (!db) throw new BadControl(`no database ${String(database)} on ${String(server)}`, 404);
  return db;
}

/** @throws BadControl 404. */
export function modelOf(db: Database, name: unknown): Model {
  const model = db.models.get(String(name));
  if (!model)
    throw new BadControl(`no model ${String(name)}; one of ${[...db.models.keys()].join(', ')}`, 404);
  return model;
}
