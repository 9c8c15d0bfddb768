import { BadControl } from '../../kit/control/read-body.js';
import type { OdooContext } from '../context.js';
import type { Database } from '../instances/database.js';
import type { Model } from '../orm/model.js';

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
