import type { MappingPreview, MappingRow } from '../../../../shared/mapping.js';
import type { Fields, ObjectName } from '../../../../shared/records.js';
import type { Connector } from '../../../connectors/connector.js';
import { connectorFor } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { type CompiledMapping, compileMapping } from '../../../mapping/compile-mapping.js';
import { fieldsByName } from '../../../mapping/fields-by-name.js';
import { maskPreview } from '../../../mapping/mask-preview.js';
import { previewRows } from '../../../mapping/preview-rows.js';
import { recordLabel } from '../../../mapping/record-label.js';
import { openSession } from '../../../oauth/open-session.js';
import type { WorkspaceScope } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { type Connection, FieldCache } from '../../../store/models/index.js';
import { findAppFieldsByName } from '../../../store/queries/find-app-fields.js';
import { requireConnection } from '../../../store/queries/find-connection.js';
import { type ExampleId, findExample, type KeptExample } from '../../../store/queries/find-example.js';
import { findMapping } from '../../../store/queries/find-mapping.js';

interface Asked {
  /** Left out: those in use. */
  rows?: MappingRow[] | undefined;
  example: ExampleId;
  /** Whether values of sensitive fields may be shown: to the host's backend, not to browsers. */
  isTrusted: boolean;
}

/** A record with what it is to both sides. */
type Example = Omit<KeptExample, 'localId'> & { localId: string | null };

/**
 * What rows make of a real record, both ways. Writes nothing; without any record there is nothing to show.
 *
 * @throws ServiceError `record_not_found` when one is asked for that neither we nor the CRM have.
 */
export async function preview(
  services: Services,
  scope: WorkspaceScope,
  target: { provider: string; object: ObjectName },
  { rows: given, example: id, isTrusted }: Asked,
): Promise<MappingPreview> {
  const { object } = target;
  const connector = connectorFor(target.provider);
  const connection = await requireConnection(scope.id, target.provider, connector.label);
  const { rows: inUse, declared } = await findMapping(scope, connector, object);
  const rows = given ?? inUse;
  const kept = await FieldCache.findOne({ where: { connectionId: connection.id, object } });
  const crmFields = kept ? { crmFields: fieldsByName(kept.fields) } : {};
  const compiled = compileMapping(object, rows, { ...crmFields, declared });
  const example = await loadExample(services, connection, connector, compiled, id);
  if (!example) return { record: null, rows: [] };
  const appFields = await findAppFieldsByName(scope.appId, object);
  const isShown = (field: string) => isTrusted || appFields.get(field)?.sensitive !== true;
  const { remoteId, localId } = example;
  const known: Fields = { ...example.held, ...example.host };
  const shown: MappingPreview = {
    record: {
      remote_id: remoteId,
      local_id: localId,
      label: recordLabel(object, known, isShown) ?? remoteId ?? localId ?? '',
    },
    rows: previewRows(compiled, rows, example.raw, example),
  };
  return isTrusted ? shown : maskPreview(shown, appFields, rows, inUse);
}

async function loadExample(
  services: Services,
  connection: Connection,
  connector: Connector,
  compiled: CompiledMapping,
  id: ExampleId,
): Promise<Example | null> {
  const { id: connectionId, workspaceId, status } = connection;
  const { object } = compiled;
  const canAsk = status === 'active';
  const kept = await findExample(services.store, { connectionId, workspaceId, object }, id);
  if (kept) return canAsk ? withMissing(services, connectionId, compiled, kept) : kept;
  if (id.remoteId === undefined && id.localId === undefined) return null;
  const fresh =
    canAsk && id.remoteId !== undefined
      ? await readFresh(services, connectionId, compiled, id.remoteId)
      : null;
  if (fresh) return fresh;
  throw new ServiceError('record_not_found', {
    detail: `Neither we nor ${connector.label} have a record with that id.`,
  });
}

/** A record that was not copied yet, as the CRM has it now. */
async function readFresh(
  services: Services,
  connectionId: string,
  compiled: CompiledMapping,
  remoteId: string,
): Promise<Example | null> {
  const { connector, session } = await openSession(services, connectionId, 'interactive');
  const fresh = await connector.readOne(session, compiled.object, remoteId, compiled.crmFields);
  if (!fresh) return null;
  const { fields, custom } = compiled.fromCrm(fresh.values);
  const held: Fields = { ...fields };
  for (const [name, value] of Object.entries(custom)) held[`custom.${name}`] = value;
  return { remoteId: fresh.remoteId, localId: null, raw: fresh.values, held, host: {} };
}

/** A field that was not mapped until now was not copied: the CRM is asked for that one record. */
async function withMissing(
  services: Services,
  connectionId: string,
  { object, crmFields }: CompiledMapping,
  example: KeptExample,
): Promise<KeptExample> {
  const { remoteId, raw } = example;
  if (remoteId === null || crmFields.every((field) => Object.hasOwn(raw, field))) return example;
  const { connector, session } = await openSession(services, connectionId, 'interactive');
  // An example is a help, not the work: what the CRM does not tell now is shown without.
  const fresh = await connector.readOne(session, object, remoteId, crmFields).catch(() => null);
  return fresh ? { ...example, raw: { ...raw, ...fresh.values } } : example;
}
