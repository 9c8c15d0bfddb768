import { accessDenied, accessError, userError } from '../fault.js';
import { toStored } from '../orm/convert.js';
import type { Env } from '../orm/env.js';
import { date } from '../orm/field.js';
import { msOf } from '../orm/stamp.js';
import type { Method } from '../rpc/method.js';
import { SETTINGS } from './groups.js';

function parameter(env: Env, name: string): string | null {
  const id = env.table('ir.config_parameter').lookup('key', name)?.[0];
  const value = env.row('ir.config_parameter', id)?.['value'];
  return typeof value === 'string' ? value : null;
}

/** Makes a key with a key. @throws Fault `AccessError` unless allowed, `UserError` past the limit of keys. */
const generate: Method = {
  params: 'key scope name expiration_date',
  on: 'model',
  since: 20,
  run: ({ env, args }) => {
    if (env.db.keys.userOf(String(args['key'])) !== env.uid)
      throw accessDenied('The provided API key is invalid.');
    if (!env.hasGroup(SETTINGS) && parameter(env, 'base.enable_programmatic_api_keys') !== 'True')
      throw accessError('Programmatic API keys are not enabled');
    const most = Number(parameter(env, 'base.programmatic_api_keys_limit') ?? 10);
    if (env.db.keys.of(env.uid).length >= most) throw userError(`Limit of ${most} API keys is reached`);
    const until = toStored('res.users.apikeys', 'expiration_date', date(''), args['expiration_date']);
    return env.db.keys.create(
      env.uid,
      String(args['name']),
      until === null ? null : msOf(`${String(until)} 00:00:00.000`),
    );
  },
};

const revoke: Method = {
  params: 'key',
  on: 'model',
  since: 20,
  run: ({ env, args }) => {
    const found = env.db.keys.find(String(args['key']));
    if (!found) throw accessDenied('The provided API key is invalid.');
    env.db.keys.remove((each) => each.id === found.id);
    return undefined;
  },
};

export const apiKeyMethods: Record<string, Method> = { generate, revoke };
