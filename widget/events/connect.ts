import type { Connection } from '../../shared/connection.js';
import type { ErrorCode } from '../../shared/errors.js';
import type { ObjectName } from '../../shared/records.js';

/** A CRM was connected here, also after its access had ended. */
export interface ConnectionCreatedDetail {
  connection: Connection;
}

/** The connection's state changed: paused, resumed, access ended, or another account. */
export interface ConnectionChangedDetail {
  connection: Connection;
}

export interface ConnectionRemovedDetail {
  connection_id: string;
  provider: string;
  data: 'keep' | 'delete';
}

/** `code` is the service's, or why no answer came: the window was closed or stopped, or the service is out of reach. */
export interface ConnectionFailedDetail {
  provider: string;
  code: ErrorCode | 'window_closed' | 'window_blocked' | 'unreachable';
}

/** Cancel it to keep the connection: nothing is sent. */
export interface BeforeDisconnectDetail {
  connection: Connection;
  data: 'keep' | 'delete';
}

/** A person asked to match this provider's fields: bring the mapping editor into view. */
export interface MappingRequestedDetail {
  provider: string;
  /** Object whose fields to show. */
  object?: ObjectName;
  /** Canonical field to blame, when one is known. */
  field?: string;
}

declare global {
  interface HTMLElementEventMap {
    'crm-connection-created': CustomEvent<ConnectionCreatedDetail>;
    'crm-connection-changed': CustomEvent<ConnectionChangedDetail>;
    'crm-connection-removed': CustomEvent<ConnectionRemovedDetail>;
    'crm-connection-failed': CustomEvent<ConnectionFailedDetail>;
    'crm-before-disconnect': CustomEvent<BeforeDisconnectDetail>;
    'crm-mapping-requested': CustomEvent<MappingRequestedDetail>;
  }
}
