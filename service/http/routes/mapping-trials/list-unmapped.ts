import { z } from 'zod';
import type { MappingRow } from '../../../../shared/mapping.js';
import type { UnmappedValue } from '../../../../shared/mapping-trials.js';
import type { AppField, ObjectName } from '../../../../shared/records.js';
import type { ListUnmappedResult } from '../../../../shared/routes/mapping-trials.js';
import { connectorFor } from '../../../connectors/registry.js';
import { sensitiveRows } from '../../../mapping/mask-preview.js';
import { maskValue } from '../../../mapping/mask-value.js';
import { recordLabel } from '../../../mapping/record-label.js';
import { showRaw } from '../../../mapping/show-raw.js';
import type { WorkspaceScope } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { findAppFields } from '../../../store/queries/find-app-fields.js';
import { requireConnection } from '../../../store/queries/find-connection.js';
import { findMapping } from '../../../store/queries/find-mapping.js';
import {
  countUnmapped,
  readUnmapped,
  type UnmappedPlace,
  type UnmappedRow,
} from '../../../store/queries/unmapped-records.js';
import { decodeCursor, encodeCursor } from '../../paging.js';

const place = z.strictObject({ id: z.string().regex(/^\d{1,18}$/), n: z.number().int().min(1).max(10_000) });
const isPlace = (value: unknown): value is UnmappedPlace => place.safeParse(value).success;

/** @param isTrusted whether values of sensitive fields may be shown: to the host's backend, not to browsers. */
export async function listUnmappedOf(
  { store }: Services,
  scope: WorkspaceScope,
  { provider, object }: { provider: string; object: ObjectName },
  asked: { field?: string | undefined; cursor?: string | undefined; limit: number; isTrusted: boolean },
): Promise<ListUnmappedResult> {
  const connector = connectorFor(provider);
  const connection = await requireConnection(scope.id, provider, connector.label);
  const owner = { workspaceId: scope.id, connectionId: connection.id, object };
  const { rows: inUse } = await findMapping(scope, connector, object);
  const after = asked.cursor === undefined ? null : decodeCursor(asked.cursor, isPlace);
  const page = { field: asked.field ?? null, after, limit: asked.limit + 1 };
  const [{ total, counts }, found] = await Promise.all([
    countUnmapped(store, owner),
    readUnmapped(store, owner, page),
  ]);
  const rows = found.slice(0, asked.limit);
  const last = rows.at(-1);
  const appFields = await findAppFields(scope.appId, object);
  const { accountId, metadata } = connection;
  const urlOf = (remoteId: string) => connector.recordUrl(accountId, metadata, object, remoteId);
  const present = presenter(object, appFields, inUse, asked.isTrusted);
  return {
    counts,
    total_records: total,
    items: rows.map((row) => ({ ...present(row), remote_url: urlOf(row.remote_id) })),
    next_cursor: found.length > asked.limit && last ? encodeCursor({ id: last.id, n: last.n }) : null,
  };
}

const toRow = (field: string, crm: string): MappingRow => ({ field, crm, direction: 'both', transforms: [] });

function presenter(
  object: ObjectName,
  fields: readonly AppField[],
  inUse: readonly MappingRow[],
  isTrusted: boolean,
): (row: UnmappedRow) => Omit<UnmappedValue, 'remote_url'> {
  const appFields = new Map(fields.map((field) => [field.name, field]));
  const tells = sensitiveRows(appFields, inUse);
  // The row may be another by now: then the field of the CRM that is to blame tells.
  const isTold = ({ field, crm }: UnmappedRow['error']): boolean =>
    [inUse.find((row) => row.field === field), toRow(field, crm)].some((row) => row && tells(row));
  const isShown = (field: string): boolean => isTrusted || appFields.get(field)?.sensitive !== true;
  return ({ local_id, remote_id, fields, error, raw, updated_at }) => ({
    ...{ local_id, remote_id, label: recordLabel(object, fields, isShown) ?? remote_id },
    ...{ field: error.field, crm: error.crm, code: error.code, message: error.message },
    raw: isTrusted || !isTold(error) ? showRaw(raw) : maskValue(showRaw(raw)),
    since: error.since ?? updated_at.toISOString(),
  });
}
