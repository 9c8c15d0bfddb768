import {
  APP_FIELDS,
  type AppField,
  type CustomFieldDefinition,
  type ObjectName,
} from '../../../shared/records.js';
import { AppFieldList } from '../models/index.js';

/** Our fields of an object: the canonical ones, then the app's own as `custom.<name>`. */
export async function findAppFields(appId: string, object: ObjectName): Promise<AppField[]> {
  const declared = await AppFieldList.findOne({ where: { appId, object } });
  return [...APP_FIELDS[object], ...(declared?.fields ?? []).map(presentCustomField)];
}

/** The same by the name that mappings call them. */
export async function findAppFieldsByName(
  appId: string,
  object: ObjectName,
): Promise<ReadonlyMap<string, AppField>> {
  return new Map((await findAppFields(appId, object)).map((field) => [field.name, field]));
}

/** A declared field under the name that mappings and records call it. */
export function presentCustomField({ name, ...declared }: CustomFieldDefinition): AppField {
  return { name: `custom.${name}`, ...declared, custom: true };
}
