import { QueryTypes } from 'sequelize';
import type { CrmField } from '../../../../shared/mapping.js';
import type { ObjectName } from '../../../../shared/records.js';
import type { GetFieldsResult } from '../../../../shared/routes/mappings.js';
import { connectorFor } from '../../../connectors/registry.js';
import { readFields } from '../../../fields/read-fields.js';
import { sensitiveNames } from '../../../mapping/mask-preview.js';
import { maskValue } from '../../../mapping/mask-value.js';
import { openSession } from '../../../oauth/open-session.js';
import type { WorkspaceScope } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { findAppFieldsByName } from '../../../store/queries/find-app-fields.js';
import { requireConnection } from '../../../store/queries/find-connection.js';
import { findMapping } from '../../../store/queries/find-mapping.js';

const SAMPLES = 3;
const SAMPLE_LENGTH = 60;
/** Samples come from the newest records only: reading all of them for a menu is not worth it. */
const SAMPLED_RECORDS = 50;

/** Fields of both sides, the CRM's with values seen in the records we hold, those of sensitive fields masked for browsers. */
export async function listAllFields(
  services: Services,
  scope: WorkspaceScope,
  target: { provider: string; object: ObjectName },
  options: { refresh: boolean; isTrusted: boolean },
): Promise<GetFieldsResult> {
  const connector = connectorFor(target.provider);
  const connection = await requireConnection(scope.id, target.provider, connector.label);
  const open = () => openSession(services, connection.id);
  const { fields, fetchedAt } = await readFields(services, connection.id, open, target.object, options);
  const samples = await readSamples(services, connection.id, target.object);
  const appFields = await findAppFieldsByName(scope.appId, target.object);
  const { rows } = await findMapping(scope, connector, target.object);
  const masked = options.isTrusted ? new Set<string>() : sensitiveNames(appFields, rows);
  const shown = (field: CrmField) =>
    samplesOf(field, samples).map((text) => (masked.has(field.name) ? String(maskValue(text)) : text));
  return {
    ...target,
    app_fields: [...appFields.values()],
    crm_fields: fields.map((field) => ({ ...field, samples: shown(field) })),
    fetched_at: fetchedAt.toISOString(),
  };
}

async function readSamples(
  services: Services,
  connectionId: string,
  object: ObjectName,
): Promise<Record<string, unknown>[]> {
  const rows = await services.store.sequelize.query<{ raw: Record<string, unknown> }>(
    `SELECT raw FROM crm_records WHERE connection_id = $1 AND object = $2 AND deleted_at IS NULL
      ORDER BY id DESC LIMIT ${SAMPLED_RECORDS}`,
    { bind: [connectionId, object], type: QueryTypes.SELECT },
  );
  return rows.map(({ raw }) => raw);
}

function samplesOf(field: CrmField, raws: Record<string, unknown>[]): string[] {
  const labels = new Map(field.options.map(({ value, label }) => [value, label]));
  const seen = new Set<string>();
  for (const raw of raws) {
    const value = raw[field.name];
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') continue;
    const text = String(value).trim();
    if (text !== '') seen.add((labels.get(text) ?? text).slice(0, SAMPLE_LENGTH));
    if (seen.size === SAMPLES) break;
  }
  return [...seen];
}
