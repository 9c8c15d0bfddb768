import type { Health, SyncRun } from '../../shared/run.js';
// Also fires crm-records-changed, crm-connection-changed and crm-mapping-requested, and crm-connect-requested, typed there.
import type {} from './connect.js';
import type {} from './mapping.js';
import type {} from './records.js';

export interface SyncStartedDetail {
  run_id: string;
  provider: string;
  /** True when a run of this kind was under way and is followed instead. */
  already_running: boolean;
}

/** A run this element saw under way has ended; `run.state` says how. */
export interface SyncFinishedDetail {
  run: SyncRun;
}

export interface HealthChangedDetail {
  connection_id: string;
  provider: string;
  health: Health;
  previous: Health;
}

declare global {
  interface HTMLElementEventMap {
    'crm-sync-started': CustomEvent<SyncStartedDetail>;
    'crm-sync-finished': CustomEvent<SyncFinishedDetail>;
    'crm-health-changed': CustomEvent<HealthChangedDetail>;
  }
}
