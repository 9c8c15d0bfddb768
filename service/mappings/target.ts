import type { ObjectName } from '../../shared/records.js';
import type { MappingScope } from '../store/queries/find-mapping.js';

/** Which mapping: of whom, at which provider, of which object. */
export interface MappingTarget {
  scope: MappingScope;
  provider: string;
  object: ObjectName;
  /** Whose CRM rows are checked against; of an app's default null where the caller names none. */
  workspaceId: string | null;
}

/** For the audit log. */
export const nameOf = ({ provider, object }: MappingTarget): string => `mapping:${provider}:${object}`;
