import type { Transaction } from 'sequelize';
import { AuditEntry } from '../store/models/index.js';

/** Who did what. `target` names a row (`connection:<id>`); `details` never hold a secret. */
export interface AuditEvent {
  appId?: string | null;
  workspaceId?: string | null;
  actor: string;
  action: string;
  target?: string;
  details?: Record<string, unknown>;
}

export async function audit(event: AuditEvent, transaction?: Transaction): Promise<void> {
  await AuditEntry.create(
    {
      appId: event.appId ?? null,
      workspaceId: event.workspaceId ?? null,
      actor: event.actor,
      action: event.action,
      target: event.target ?? null,
      details: event.details ?? {},
    },
    transaction ? { transaction } : {},
  );
}
