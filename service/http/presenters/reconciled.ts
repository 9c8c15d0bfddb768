import type { Reconciled } from '../../../shared/run.js';
import type { ReconciledRow } from '../../store/queries/read-reconciled.js';

/** What polls found that no webhook announced. */
export function presentReconciled(row: ReconciledRow | null): Reconciled {
  if (row === null) return { last_24h: 0, last_30d: 0, by_object: {}, last_at: null };
  return { ...row, last_at: new Date(row.last_at).toISOString() };
}
