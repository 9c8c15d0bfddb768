import type { FieldDrift, MappingFault, MappingRow } from '../../shared/mapping.js';
import { connectorFor } from '../connectors/registry.js';
import { rowsByCrmField } from '../drift/fields-used.js';
import { presentDrifts } from '../drift/present-drift.js';
import { fieldLabel } from '../mapping/field-label.js';
import { readDrifts } from '../store/queries/field-drifts.js';
import { requireConnection } from '../store/queries/find-connection.js';
import type { Store } from '../store/store.js';
import type { MappingTarget } from './target.js';

/** What of the CRM's fields is no longer as the mapping knew it; nothing of an app's default, which is for many CRMs. */
export async function driftOf(store: Store, target: MappingTarget): Promise<FieldDrift[]> {
  const { workspaceId, provider, object } = target;
  if (workspaceId === null) return [];
  const { label } = connectorFor(provider);
  const connection = await requireConnection(workspaceId, provider, label).catch(() => null);
  return connection ? presentDrifts(await readDrifts(store, { connectionId: connection.id, object })) : [];
}

/** The same as faults of the rows, in place of what the check of the rows says of a field that is gone. */
export function withDrift(
  { provider }: MappingTarget,
  rows: readonly MappingRow[],
  faults: readonly MappingFault[],
  drift: readonly FieldDrift[],
): MappingFault[] {
  const gone = new Set(drift.flatMap(({ crm, change }) => (change === 'removed' ? [crm] : [])));
  const others = faults.filter(
    ({ code, crm }) => code !== 'unknown_crm_field' || crm === undefined || !gone.has(crm),
  );
  const users = rowsByCrmField(rows);
  const drifted = drift.flatMap((one) =>
    (users.get(one.crm) ?? []).map((row) =>
      toFault(connectorFor(provider).label, one, row, rows.indexOf(row)),
    ),
  );
  return [...others, ...drifted];
}

function toFault(provider: string, drift: FieldDrift, row: MappingRow, index: number): MappingFault {
  const { crm, paused } = drift;
  const effect = paused ? ' It is paused until that is mended or the mapping is saved anew.' : '';
  return {
    ...{ row: index, field: row.field, code: 'drifted', crm },
    severity: paused ? 'error' : 'warning',
    message: `${fieldLabel(row.field)}: ${WHAT[drift.change](provider, `“${drift.label}”`)}${effect}`,
  };
}

const WHAT: Record<FieldDrift['change'], (provider: string, field: string) => string> = {
  removed: (provider, field) => `${provider} no longer has ${field}.`,
  retyped: (provider, field) => `${field} in ${provider} is of another type now.`,
  read_only: (provider, field) => `${provider} no longer lets ${field} be changed.`,
  required: (provider, field) => `${provider} requires ${field} now.`,
  options: (provider, field) => `${field} in ${provider} has other choices now.`,
};
