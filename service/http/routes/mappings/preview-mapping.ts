import { QueryTypes } from 'sequelize';
import type { MappingPreview, MappingRow } from '../../../../shared/mapping.js';
import type { ObjectName } from '../../../../shared/records.js';
import { connectorFor } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { compileMapping } from '../../../mapping/compile-mapping.js';
import { fieldsByName } from '../../../mapping/fields-by-name.js';
import { previewRows } from '../../../mapping/preview-rows.js';
import { openSession } from '../../../oauth/open-session.js';
import type { WorkspaceScope } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { FieldCache } from '../../../store/models/index.js';
import { requireConnection } from '../../../store/queries/find-connection.js';
import { findMapping } from '../../../store/queries/find-mapping.js';

interface Example {
  remote_id: string;
  raw: Record<string, unknown>;
  label: string | null;
}

/** What rows make of a real record, both ways. Writes nothing; without any record there is nothing to show. */
export async function preview(
  services: Services,
  scope: WorkspaceScope,
  target: { provider: string; object: ObjectName },
  input: { rows?: MappingRow[] | undefined; record_id?: string | undefined },
): Promise<MappingPreview> {
  const connector = connectorFor(target.provider);
  const connection = await requireConnection(scope.id, target.provider, connector.label);
  const rows = input.rows ?? (await findMapping(scope, connector, target.object)).rows;
  const example = await findExample(services, connection.id, target.object, input.record_id);
  if (!example) {
    if (input.record_id !== undefined)
      throw new ServiceError('record_not_found', { detail: 'We hold no record with that id.' });
    return { record: null, rows: [] };
  }
  const kept = await FieldCache.findOne({ where: { connectionId: connection.id, object: target.object } });
  const options = kept ? { crmFields: fieldsByName(kept.fields) } : {};
  const compiled = compileMapping(target.object, rows, options);
  const values =
    connection.status === 'active'
      ? await withMissing(services, connection.id, target.object, example, compiled.crmFields)
      : example.raw;
  return {
    record: { remote_id: example.remote_id, label: example.label ?? example.remote_id },
    rows: previewRows(compiled, rows, values),
  };
}

/** A field that was not mapped until now was not copied: the CRM is asked for that one record. */
async function withMissing(
  services: Services,
  connectionId: string,
  object: ObjectName,
  example: Example,
  fields: readonly string[],
): Promise<Record<string, unknown>> {
  if (fields.every((field) => field in example.raw)) return example.raw;
  const { connector, session } = await openSession(services, connectionId);
  const fresh = await connector.readOne(session, object, example.remote_id, [...fields]).catch(() => null);
  return fresh ? { ...example.raw, ...fresh.values } : example.raw;
}

async function findExample(
  services: Services,
  connectionId: string,
  object: ObjectName,
  id: string | undefined,
): Promise<Example | null> {
  const rows = await services.store.sequelize.query<Example>(
    `SELECT remote_id, raw, NULLIF(trim(CASE object WHEN 'contact' THEN concat_ws(' ', fields ->> 'first_name', fields ->> 'last_name')
            ELSE COALESCE(fields ->> 'name', fields ->> 'title', fields ->> 'subject') END), '') AS label
       FROM crm_records WHERE connection_id = $1 AND object = $2 AND deleted_at IS NULL AND ($3::text IS NULL OR remote_id = $3)
      ORDER BY remote_updated_at DESC NULLS LAST, id DESC LIMIT 1`,
    { bind: [connectionId, object, id ?? null], type: QueryTypes.SELECT },
  );
  return rows[0] ?? null;
}
