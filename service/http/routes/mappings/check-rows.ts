import type { MappingFault, MappingRow } from '../../../../shared/mapping.js';
import type { ObjectName } from '../../../../shared/records.js';
import { connectorFor } from '../../../connectors/registry.js';
import { readFields } from '../../../fields/read-fields.js';
import { checkMapping } from '../../../mapping/check-mapping.js';
import { dealStagesOf } from '../../../mapping/deal-stages.js';
import { fieldsByName } from '../../../mapping/fields-by-name.js';
import { openSession } from '../../../oauth/open-session.js';
import type { Services } from '../../../services.js';
import { type Connection, FieldCache } from '../../../store/models/index.js';

/** What is wrong with rows against the fields the CRM was last seen to have; nothing while none were seen. */
export async function checkAgainstKept(
  connection: Connection,
  object: ObjectName,
  rows: readonly MappingRow[],
): Promise<MappingFault[]> {
  const { label, dealStage } = connectorFor(connection.provider);
  const keptOf = (which: ObjectName) =>
    FieldCache.findOne({ where: { connectionId: connection.id, object: which } });
  const kept = await keptOf(object);
  if (!kept) return [];
  const deals = movesDeals(rows) ? await keptOf('deal') : null;
  const stages = deals && dealStagesOf(dealStage, deals.fields);
  return checkMapping(object, rows, fieldsByName(kept.fields), { label, stages });
}

/** What is wrong with rows against the fields the CRM has. A stage that we do not know may be a new one: it is asked again. */
export async function checkAgainstCrm(
  services: Services,
  connection: Connection,
  object: ObjectName,
  rows: readonly MappingRow[],
): Promise<MappingFault[]> {
  const { label, dealStage } = connectorFor(connection.provider);
  const read = async (which: ObjectName, refresh = false) => {
    const open = () => openSession(services, connection.id);
    return (await readFields(services, connection.id, open, which, { refresh })).fields;
  };
  const fields = fieldsByName(await read(object));
  if (!movesDeals(rows)) return checkMapping(object, rows, fields, { label });
  const check = async (refresh: boolean) => {
    const stages = dealStagesOf(dealStage, await read('deal', refresh));
    return checkMapping(object, rows, fields, { label, stages });
  };
  const faults = await check(false);
  return faults.some(({ code }) => code === 'unknown_stage') ? check(true) : faults;
}

const movesDeals = (rows: readonly MappingRow[]): boolean => rows.some(({ stages }) => stages !== undefined);
