import type { Snapshots } from '../../kit/state/snapshot-file.js';
import type { OdooContext } from '../context.js';
import type { ApiKey } from '../instances/api-keys.js';
import type { Database } from '../instances/database.js';
import { putField } from '../models/custom-fields.js';
import type { Row } from '../orm/row.js';

interface DatabaseDump {
  path: string;
  name: string;
  keys: ApiKey[];
  tables: { model: string; nextId: number; rows: Row[] }[];
}

interface Snapshot {
  shape: number;
  databases: DatabaseDump[];
}

/** How the databases and keys of every server are kept in a file. */
export function snapshots(context: OdooContext): Snapshots<Snapshot> {
  return {
    shape: 1,
    take: () => ({ shape: 1, databases: [...all(context)].map(([path, db]) => dump(path, db)) }),
    restore: (snapshot) => {
      for (const each of snapshot.databases) {
        const db = context.instances.get(each.path)?.databases.get(each.name);
        if (db) load(db, each);
      }
    },
  };
}

function* all(context: OdooContext): Generator<[string, Database]> {
  for (const [path, instance] of context.instances) {
    if (!instance.isMade) continue;
    for (const db of instance.databases.values()) yield [path, db];
  }
}

function dump(path: string, db: Database): DatabaseDump {
  const tables = [...db.models.keys()].map((model) => {
    const table = db.table(model);
    return { model, nextId: table.lastId + 1, rows: [...table.rows.values()] };
  });
  return { path, name: db.name, keys: db.keys.keys, tables };
}

/** Models are as their modules declare them; what administrators made stands in `ir.model.fields`. */
function restoreFields(db: Database): void {
  const env = db.system();
  for (const row of env.table('ir.model.fields').rows.values())
    if (row['state'] === 'manual' && !env.model(String(row['model'])).fields[String(row['name'])])
      db.run(() => putField(env, row, null), db.openSnapshot());
}

function load(db: Database, dumped: DatabaseDump): void {
  db.keys.keys = dumped.keys;
  for (const { model, nextId, rows } of dumped.tables) {
    if (!db.models.has(model)) continue;
    const table = db.table(model);
    for (const id of [...table.rows.keys()]) table.delete(id);
    for (const row of rows) table.put(row);
    table.skipTo(nextId);
  }
  restoreFields(db);
}
