import type { Sequelize } from 'sequelize';
import { initApiKey } from './api-key.js';
import { initApp } from './app.js';
import { initAppProviderCredentials } from './app-provider-credentials.js';
import { initAuditEntry } from './audit-entry.js';
import { initConnectFlow } from './connect-flow.js';
import { initConnection } from './connection.js';
import { initEntityLink } from './entity-link.js';
import { initFieldCache } from './field-cache.js';
import { initFieldMapping } from './field-mapping.js';
import { initHostRecord } from './host-record.js';
import { initPush } from './push.js';
import { initSyncCursor } from './sync-cursor.js';
import { initSyncLog } from './sync-log.js';
import { initSyncRun } from './sync-run.js';
import { initSyncSchedule } from './sync-schedule.js';
import { initWebhookChannel } from './webhook-channel.js';
import { initWorkspace } from './workspace.js';

export { ApiKey } from './api-key.js';
export { App } from './app.js';
export { AppProviderCredentials } from './app-provider-credentials.js';
export { AuditEntry } from './audit-entry.js';
export { ConnectFlow } from './connect-flow.js';
export { Connection } from './connection.js';
export { EntityLink } from './entity-link.js';
export { FieldCache } from './field-cache.js';
export { FieldMapping } from './field-mapping.js';
export { HostRecord } from './host-record.js';
export { Push } from './push.js';
export { SyncCursor } from './sync-cursor.js';
export { SyncLog } from './sync-log.js';
export { SyncRun } from './sync-run.js';
export { SyncSchedule } from './sync-schedule.js';
export { WebhookChannel } from './webhook-channel.js';
export { Workspace } from './workspace.js';

/** Binds every model to one database. A process has one store, so models are bound once. */
export function initModels(sequelize: Sequelize): void {
  initApp(sequelize);
  initAppProviderCredentials(sequelize);
  initWorkspace(sequelize);
  initApiKey(sequelize);
  initAuditEntry(sequelize);
  initConnection(sequelize);
  initConnectFlow(sequelize);
  initFieldMapping(sequelize);
  initFieldCache(sequelize);
  initEntityLink(sequelize);
  initSyncRun(sequelize);
  initSyncCursor(sequelize);
  initSyncSchedule(sequelize);
  initSyncLog(sequelize);
  initHostRecord(sequelize);
  initPush(sequelize);
  initWebhookChannel(sequelize);
}
