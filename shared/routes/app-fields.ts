import type { CustomFieldDefinition, ObjectName } from '../records.js';
import { backend, mayOrApp, type Route } from './route.js';

export const getAppFields = {
  method: 'GET',
  path: '/crm/app-fields',
  access: mayOrApp('view'),
  success: 200,
  errors: ['object_unknown'],
  summary: "The host's own fields of one object, as it declared them",
} as const satisfies Route;
export interface AppFieldsQuery {
  object: ObjectName;
}
export interface GetAppFieldsResult {
  object: ObjectName;
  fields: CustomFieldDefinition[];
  updated_at: string | null;
}

export const putAppFields = {
  method: 'PUT',
  path: '/crm/app-fields',
  access: backend,
  success: 200,
  errors: ['object_unknown'],
  summary: "Replaces the list of the host's own fields of one object, in every workspace of the app",
} as const satisfies Route;
export interface PutAppFieldsBody {
  fields: CustomFieldDefinition[];
}
export type PutAppFieldsResult = GetAppFieldsResult;
