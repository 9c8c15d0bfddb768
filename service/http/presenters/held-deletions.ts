import type { HeldDeletion } from '../../../shared/run.js';
import type { HeldRow } from '../../store/queries/held-deletions.js';

export function presentHeld(row: HeldRow): HeldDeletion {
  const { id, connection_id, provider, object, count, live, state, decided_by } = row;
  return {
    ...{ id, connection_id, provider, object, count, live, state },
    created_at: row.created_at.toISOString(),
    decided_at: row.decided_at?.toISOString() ?? null,
    decided_by,
  };
}
