import type { MappingRow } from '../../../shared/mapping.js';
import { APP_FIELDS, type AppField, type ObjectName } from '../../../shared/records.js';
import { rulesOf } from '../../conflicts/rules-of.js';
import { compilePaused, pausedFieldsOf } from '../../drift/paused-rows.js';
import { fieldsByName } from '../../mapping/fields-by-name.js';
import { fieldsToRead } from '../../outbound/crm-side.js';
import { type Connection, FieldCache } from '../../store/models/index.js';
import { readPausedFields } from '../../store/queries/field-drifts.js';
import type { Store } from '../../store/store.js';
import { copiedFields } from './copied.js';
import type { Trial, TriedMapping } from './try-record.js';

export interface TriedRows {
  inUse: readonly MappingRow[];
  tried: readonly MappingRow[];
  /** Fields that the host declared, by name. */
  declared: ReadonlyMap<string, AppField>;
}

/** The mapping in use and the one that is tried, against the fields the CRM was last seen to have. */
export async function loadTrial(
  store: Store,
  connection: Connection,
  object: ObjectName,
  { inUse: ofUse, tried: ofTrial, declared }: TriedRows,
): Promise<Trial> {
  const of = { connectionId: connection.id, object };
  const kept = await FieldCache.findOne({ where: of });
  const paused = await readPausedFields(store, of);
  const known = { declared, ...(kept ? { crmFields: fieldsByName(kept.fields) } : {}) };
  const toTried = (list: readonly MappingRow[]): TriedMapping => {
    const left = pausedFieldsOf(object, list, paused);
    const rules = rulesOf(
      object,
      list.filter(({ field }) => !left.has(field)),
    );
    return {
      compiled: compilePaused(object, list, paused, known),
      rules: new Map([...rules].filter(([field]) => !isReference(object, field))),
    };
  };
  const [inUse, tried] = [toTried(ofUse), toTried(ofTrial)];
  return { inUse, tried, copied: copiedFields(inUse.compiled, tried.compiled) };
}

const isReference = (object: ObjectName, name: string): boolean =>
  APP_FIELDS[object].some((field) => field.name === name && field.target !== undefined);

/** Fields of the CRM that are read, looked at before a write, or written. */
export function namesOf({ inUse, tried }: Trial): string[] {
  const { rows, writtenRows } = tried.compiled;
  const written = [...rows.values()].filter(({ index }) => writtenRows.has(index));
  const read = [inUse, tried].flatMap(({ compiled }) => fieldsToRead(compiled));
  return [...new Set([...read, ...written.map(({ target }) => target)])];
}
