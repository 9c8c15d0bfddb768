import { BadControl, controlBody } from '../../kit/control/read-body.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { OdooContext } from '../context.js';
import { databaseOf } from './find.js';

const DAY_MS = 86_400_000;

/** `POST keys` `{server?, database?, login?, days?}`: a new key with everything a customer types in. `days` null never ends. */
export function postKey(context: OdooContext, call: Call): Answer {
  const body = controlBody(call);
  const db = databaseOf(context, body['server'], body['database']);
  const login = String(body['login'] ?? db.table('res.users').get(3)?.['login']);
  const user = [...db.table('res.users').rows.values()].find((row) => row['login'] === login);
  if (!user) throw new BadControl(`no user ${login}`, 404);
  const days = body['days'] === undefined ? 90 : body['days'];
  const expiresAt = days === null ? null : context.now() + Number(days) * DAY_MS;
  return json(201, {
    url: `${call.url.origin}/odoo/${db.version.path}`,
    database: db.name,
    login,
    uid: user.id,
    key: db.keys.create(user.id, 'Made by the control door', expiresAt),
    expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  });
}
