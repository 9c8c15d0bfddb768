import type { ObjectName } from '../../shared/records.js';
import type { Health, SyncRun } from '../../shared/run.js';

export interface SyncStartedDetail {
  run_id: string;
  provider: string;
  /** True when a run of this kind was under way and is followed instead. */
  already_running: boolean;
}

export interface SyncFinishedDetail {
  run: SyncRun;
}

export interface HealthChangedDetail {
  connection_id: string;
  provider: string;
  health: Health;
  /** Null when the connection is new here. */
  previous: Health | null;
}

/** A wish to connect or reconnect that the page, or `<crm-connect>` in it, can grant. */
export interface ConnectRequestedDetail {
  /** Left out: the person chooses. */
  provider?: string;
}

/** A wish to see a field match. */
export interface MappingRequestedDetail {
  object: ObjectName;
  /** Canonical field. */
  field?: string;
  provider?: string;
}

/** Events of `<crm-sync-status>`, all bubbling and composed. */
export interface StatusEvents {
  'crm-sync-started': CustomEvent<SyncStartedDetail>;
  'crm-sync-finished': CustomEvent<SyncFinishedDetail>;
  'crm-health-changed': CustomEvent<HealthChangedDetail>;
}
