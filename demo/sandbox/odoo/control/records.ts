import { BadControl, controlBody } from '../../kit/control/read-body.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { OdooContext } from '../context.js';
import type { Database } from '../instances/database.js';
import { mergeDeals } from '../models/lead-methods.js';
import { mergePartners } from '../models/merge-wizard.js';
import type { Model } from '../orm/model.js';
import type { Row } from '../orm/row.js';
import { stampOf } from '../orm/stamp.js';
import { createRow, unlinkRows, updateRows } from '../orm/write.js';
import { databaseOf, modelOf } from './find.js';
import { generateRecords } from './generate.js';

/** `GET records?model=[&server=&database=&id=&after=&limit=&field=value]`: every stored value, archived ones too. */
export function listRecords(context: OdooContext, call: Call): Answer {
  const query = call.url.searchParams;
  const db = databaseOf(context, query.get('server'), query.get('database'));
  const model = modelOf(db, query.get('model'));
  const wanted = [...query].filter(
    ([name]) => name === 'id' || (name in model.fields && name !== 'model') || name === 'of_model',
  );
  const rows = [...db.table(model.name).rows.values()].filter((row) =>
    wanted.every(([name, value]) => fits(row, name, value)),
  );
  const after = Number(query.get('after') ?? 0);
  const limit = Math.min(Number(query.get('limit') ?? 100), 10_000);
  const page = rows
    .filter((row) => row.id > after)
    .sort((a, b) => a.id - b.id)
    .slice(0, limit);
  const last = page.at(-1);
  const next = last && rows.some((row) => row.id > last.id) ? last.id : null;
  return json(200, {
    model: model.name,
    total: rows.length,
    results: page.map((row) => show(db, model, row)),
    next,
  });
}

/** `of_model` stands for a field called `model`, whose name the query needs for itself. */
function fits(row: Row, name: string, value: string): boolean {
  const stored = row[name === 'of_model' ? 'model' : name];
  return String(stored ?? 'false') === value;
}

function show(db: Database, model: Model, row: Row): Record<string, unknown> {
  const env = db.systemAs(1, { active_test: false });
  return Object.fromEntries(Object.keys(model.fields).map((name) => [name, env.value(model, row, name)]));
}

/**
 * `POST records`: `{model, records:[{id?, values}]}`, `{model, unlink:[ids]}` or `{generate:{contacts, ...}}`, each
 * with `server?`, `database?`, `uid?` (who does it; default the salesperson 4) and `started_ms_ago?` (a slow
 * transaction: what it writes turns up in the past).
 */
export function postRecords(context: OdooContext, call: Call): Answer {
  const body = controlBody(call);
  const db = databaseOf(context, body['server'], body['database']);
  if (body['generate'] !== undefined) return json(201, generateRecords(db, body['generate']));
  const model = modelOf(db, body['model']);
  const env = db.systemAs(Number(body['uid'] ?? 4));
  const begun = begin(db, body['started_ms_ago']);
  if (Array.isArray(body['unlink'])) {
    const ids = body['unlink'].map(Number);
    db.run(() => unlinkRows(env, model.name, ids), begun);
    return json(200, { model: model.name, unlinked: ids });
  }
  const { records } = body;
  if (!Array.isArray(records)) throw new BadControl('records must be a list');
  const ids = db.run(
    () =>
      records.map(({ id, values }: { id?: number; values?: Record<string, unknown> }) => {
        if (id === undefined) return createRow(env, model.name, values ?? {});
        updateRows(env, model.name, [id], values ?? {});
        return id;
      }),
    begun,
  );
  return json(201, { model: model.name, ids, total: db.table(model.name).rows.size });
}

function begin(db: Database, startedMsAgo: unknown) {
  const begun = db.openSnapshot();
  return startedMsAgo === undefined
    ? begun
    : { ...begun, stamp: stampOf(db.now() - Number(startedMsAgo), 250) };
}

/** `POST merge` `{model, ids, winner?}`: as a colleague merges contacts (`winner` stays) or deals (the best stays). */
export function mergeRecords(context: OdooContext, call: Call): Answer {
  const body = controlBody(call);
  const db = databaseOf(context, body['server'], body['database']);
  const ids = Array.isArray(body['ids']) ? body['ids'].map(Number) : [];
  const env = db.systemAs(4);
  if (body['model'] === 'crm.lead') return json(200, { winner: db.run(() => mergeDeals(env, ids)) });
  const winner = Number(body['winner'] ?? ids[0]);
  db.run(() => mergePartners(env, winner, ids));
  return json(200, { winner });
}
