import type { CustomFieldDefinition, ObjectName } from '../../shared/records.js';
import type { GetAppFieldsResult } from '../../shared/routes/app-fields.js';
import { audit } from '../observe/audit.js';
import type { Services } from '../services.js';
import { AppFieldList } from '../store/models/index.js';

/** The app's own fields of an object, as it declared them. */
export async function readAppFields(appId: string, object: ObjectName): Promise<GetAppFieldsResult> {
  const declared = await AppFieldList.findOne({ where: { appId, object } });
  return { object, fields: declared?.fields ?? [], updated_at: declared?.updatedAt.toISOString() ?? null };
}

/**
 * Replaces the list. What mappings and records say of a field that is gone stays as it is; mappings are told that nobody
 * declares it any more.
 */
export async function saveAppFields(
  { store, clock }: Services,
  appId: string,
  object: ObjectName,
  fields: CustomFieldDefinition[],
  author: string,
): Promise<GetAppFieldsResult> {
  await store.transaction(async (transaction) => {
    await AppFieldList.upsert({ appId, object, fields, updatedAt: clock.now() }, { transaction });
    await audit(
      {
        ...{ appId, actor: author, action: 'app_fields_saved', target: `app-fields:${object}` },
        details: { fields: fields.map(({ name }) => name) },
      },
      transaction,
    );
  });
  return readAppFields(appId, object);
}
