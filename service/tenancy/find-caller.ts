import type { Clock } from '../clock.js';
import { ServiceError } from '../errors.js';
import type { Caller } from '../scope.js';
import { ApiKey, App, Workspace } from '../store/models/index.js';
import { hashKey, sameSecret } from './keys.js';

/** Last use is a help for people; once a minute is exact enough and spares a write per request. */
const LAST_USE_STEP_MS = 60_000;

/**
 * Who holds this key.
 *
 * @throws ServiceError `key_invalid`, `key_revoked`, `key_expired`.
 */
export async function findCaller(key: string, context: { adminKey: string; clock: Clock }): Promise<Caller> {
  if (sameSecret(key, context.adminKey)) return { kind: 'admin' };
  if (!/^(sk|wk|et)_/.test(key))
    throw new ServiceError('key_invalid', {
      detail: 'This key is not known. Check that you copied it whole.',
    });
  const row = await ApiKey.findOne({ where: { hash: hashKey(key) } });
  if (!row)
    throw new ServiceError('key_invalid', {
      detail: 'This key is not known. Check that you copied it whole.',
    });
  if (row.revokedAt)
    throw new ServiceError('key_revoked', { detail: 'This key was revoked. Use another one.' });
  const now = context.clock.now();
  if (row.expiresAt && row.expiresAt <= now) {
    throw new ServiceError('key_expired', {
      detail: 'This key has expired. Ask the host application for a new one.',
    });
  }
  const [app, workspace] = await Promise.all([
    App.findByPk(row.appId, { rejectOnEmpty: true }),
    row.workspaceId === null ? null : Workspace.findByPk(row.workspaceId, { rejectOnEmpty: true }),
  ]);
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > LAST_USE_STEP_MS) {
    await ApiKey.update({ lastUsedAt: now }, { where: { id: row.id } });
  }
  return {
    kind: row.kind,
    keyId: row.id,
    app: { id: app.id, name: app.name, allowedOrigins: app.allowedOrigins },
    workspace: workspace && { id: workspace.id, externalId: workspace.externalId, appId: app.id },
    permissions: row.permissions,
    actor: row.actor,
    expiresAt: row.expiresAt,
  };
}
