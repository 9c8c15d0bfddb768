import type { Exchange } from '../context.js';
import type { FieldDefinition } from '../fields/definition.js';
import type { ModuleName } from '../modules.js';
import { invalidData } from '../refusal.js';
import type { RecordVersion } from '../state/record.js';

/**
 * The external field that stands for the id: header `X-EXTERNAL: Calls.Connect_External_ID`; null without it.
 *
 * @throws Refusal 400 when the header names no external field of the module.
 */
export function externalKey({ call, org }: Exchange, module: ModuleName): FieldDefinition | null {
  const header = call.headers['x-external'];
  if (header === undefined) return null;
  const [named, apiName = '', ...rest] = header.split('.');
  const field = org.field(module, apiName);
  if (named !== module || rest.length > 0 || !field?.external)
    throw invalidData('invalid X-EXTERNAL header', { header: 'X-EXTERNAL' });
  return field;
}

/** A record by its id, or by the value of an external field. */
export function findRecord(
  { org }: Exchange,
  module: ModuleName,
  id: string,
  key: FieldDefinition | null,
): RecordVersion | undefined {
  const store = org.store(module);
  if (!key) return store.get(id);
  const [found] = store.index.find(key.apiName, id);
  return found === undefined ? undefined : store.get(found);
}
