import type { CustomFieldDefinition, ObjectName } from '../../shared/records.js';
import type { GetAppFieldsResult } from '../../shared/routes/app-fields.js';
import { canonicalJson } from '../canonical-json.js';
import { audit } from '../observe/audit.js';
import type { Services } from '../services.js';
import { AppFieldList } from '../store/models/index.js';
import { pollSoon } from '../store/queries/poll-soon.js';

/** The app's own fields of an object, as it declared them. */
export async function readAppFields(appId: string, object: ObjectName): Promise<GetAppFieldsResult> {
  const declared = await AppFieldList.findOne({ where: { appId, object } });
  return { object, fields: declared?.fields ?? [], updated_at: declared?.updatedAt.toISOString() ?? null };
}

/**
 * Replaces the list. What mappings and records say of a field that is gone stays as it is; mappings are told that nobody
 * declares it any more. Where a field that is read has another type now, records are read again as for a new default.
 */
export async function saveAppFields(
  { store, clock }: Services,
  appId: string,
  object: ObjectName,
  fields: CustomFieldDefinition[],
  author: string,
): Promise<GetAppFieldsResult> {
  await store.transaction(async (transaction) => {
    const before = (await AppFieldList.findOne({ where: { appId, object }, transaction }))?.fields ?? [];
    await AppFieldList.upsert({ appId, object, fields, updatedAt: clock.now() }, { transaction });
    await audit(
      {
        ...{ appId, actor: author, action: 'app_fields_saved', target: `app-fields:${object}` },
        details: { fields: fields.map(({ name }) => name) },
      },
      transaction,
    );
    if (typesOf(before) !== typesOf(fields)) await pollSoon(store, { appId }, transaction);
  });
  return readAppFields(appId, object);
}

const typesOf = (fields: readonly CustomFieldDefinition[]): string =>
  canonicalJson(fields.map(({ name, type, options }) => [name, type, options ?? null]));
