import assert from 'node:assert/strict';
import type {
  RemoteRecord,
  RemoteValues,
  WriteInput,
  WriteResult,
} from '../../service/connectors/connector.js';
import { type CompiledMapping, compileMapping } from '../../service/mapping/compile-mapping.js';
import { fieldsByName } from '../../service/mapping/fields-by-name.js';
import type { Fields, ObjectName } from '../../shared/records.js';
import { type Contract, done, inputOf } from './contract.js';

/** The preset of an object, made for the account. */
export async function presetOf(
  { connector, connected }: Contract,
  object: ObjectName,
): Promise<CompiledMapping> {
  const fields = await connector.listFields(connected.session, object);
  return compileMapping(object, connector.preset[object], { crmFields: fieldsByName(fields) });
}

/** The CRM's field that holds one of ours. */
export async function crmFieldOf(contract: Contract, object: ObjectName, field: string): Promise<string> {
  const { connector, connected } = contract;
  const known = new Set((await connector.listFields(connected.session, object)).map(({ name }) => name));
  const row = connector.preset[object].find((each) => each.field === field);
  const name = row?.crm?.split('|').find((each) => known.has(each));
  assert.ok(name, `the preset has no field for ${field}`);
  return name;
}

/** A deal in a stage the account has. */
export async function dealOf({ connector, connected }: Contract, title: string): Promise<Fields> {
  const fields = await connector.listFields(connected.session, 'deal');
  const [stage] = fields.find(({ name }) => name === connector.dealStage.field)?.options ?? [];
  return {
    title,
    stage: stage?.value ?? null,
    ...(stage?.pipeline === undefined ? {} : { pipeline: stage.pipeline }),
    close_date: '2027-01-31',
  };
}

/** Our fields as a write. Fails where the preset refuses a value. */
export function mappedInput(
  mapping: CompiledMapping,
  given: Fields,
  more: Partial<WriteInput> = {},
): WriteInput {
  const { values, errors } = mapping.toCrm(given);
  assert.deepEqual(errors, []);
  return inputOf(values, more);
}

/** Writes a record given in our fields. */
export async function writeMapped(
  contract: Contract,
  object: ObjectName,
  given: Fields,
  more: Partial<WriteInput> = {},
): Promise<WriteResult | undefined> {
  const input = mappedInput(await presetOf(contract, object), given, more);
  return (await contract.connector.write(contract.connected.session, object, [input]))[0];
}

/** Fails unless values of the CRM say what is wanted, as far as the CRM keeps it in fields and not in a text only. */
export function assertSays(mapping: CompiledMapping, values: RemoteValues, wanted: Fields): void {
  const { fields, errors } = mapping.fromCrm(values);
  assert.deepEqual(errors, []);
  for (const [name, value] of Object.entries(wanted))
    if (mapping.readFields.has(name)) assert.deepEqual({ [name]: fields[name] }, { [name]: value });
}

/** Writes a record and fails unless the answer and a reading say the same of it; answers what was read. */
export async function thereAndBack(
  contract: Contract,
  object: ObjectName,
  given: Fields,
  more: Partial<WriteInput> = {},
): Promise<RemoteRecord> {
  const { connector, connected } = contract;
  const mapping = await presetOf(contract, object);
  const [result] = await connector.write(connected.session, object, [mappedInput(mapping, given, more)]);
  const { remoteId, written } = done(result);
  const record = await connector.readOne(connected.session, object, remoteId, [...mapping.crmFields]);
  assert.ok(record, `${object} ${remoteId} was written and is not there`);
  assertSays(mapping, record.values, given);
  // What the answer tells is what a pull will bring, else each write would look like a change of the CRM.
  if (written) assertSays(mapping, written.values, given);
  return record;
}
