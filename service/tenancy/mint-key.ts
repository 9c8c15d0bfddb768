import type { Transaction } from 'sequelize';
import type { Actor, KeyKind, Permission } from '../../shared/keys.js';
import { ApiKey } from '../store/models/index.js';
import { keyRow, newKey } from './keys.js';

/** Makes and stores a key. The key itself is answered once and never again. */
export async function mintKey(
  input: {
    kind: KeyKind;
    appId: string;
    workspaceId: string | null;
    permissions: Permission[];
    actor?: Actor | null;
    expiresAt?: Date | null;
    /** A key the operator chose; left out: a new one. */
    given?: string | undefined;
  },
  transaction?: Transaction,
): Promise<{ key: string; row: ApiKey }> {
  const made = input.given === undefined ? newKey(input.kind) : keyRow(input.given);
  const row = await ApiKey.create(
    {
      kind: input.kind,
      appId: input.appId,
      workspaceId: input.workspaceId,
      permissions: input.permissions,
      actor: input.actor ?? null,
      expiresAt: input.expiresAt ?? null,
      hash: made.hash,
      prefix: made.prefix,
    },
    transaction ? { transaction } : {},
  );
  return { key: made.key, row };
}
