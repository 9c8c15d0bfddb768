import type { MappingRow } from '../../shared/mapping.js';
import type { ObjectName } from '../../shared/records.js';

/** Asked before a save is sent; `preventDefault()` keeps the changes unsaved. */
export interface BeforeSaveDetail {
  provider: string;
  object: ObjectName;
  /** Rows about to be saved. */
  rows: readonly MappingRow[];
}

/** A mapping was saved as `version`. */
export interface MappingSavedDetail {
  object: ObjectName;
  version: number;
}

/** Whether there are changes not saved, in any object; fired when that turns. */
export interface MappingChangedDetail {
  dirty: boolean;
}

/** Changes that were not saved when the editor was taken away, or shown for another CRM: for a page that keeps them. */
export interface MappingAbandonedDetail {
  unsaved: readonly { object: ObjectName; rows: readonly MappingRow[] }[];
}

/** The person wants to connect, or connect again; `provider` is null when none was connected. */
export interface ConnectRequestedDetail {
  provider: string | null;
}

declare global {
  interface HTMLElementEventMap {
    'crm-before-save': CustomEvent<BeforeSaveDetail>;
    'crm-mapping-saved': CustomEvent<MappingSavedDetail>;
    'crm-mapping-changed': CustomEvent<MappingChangedDetail>;
    'crm-mapping-abandoned': CustomEvent<MappingAbandonedDetail>;
    'crm-connect-requested': CustomEvent<ConnectRequestedDetail>;
  }
}
