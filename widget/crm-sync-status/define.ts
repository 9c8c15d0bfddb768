import { define } from '../internal/define.js';
import { CrmSyncStatus } from './crm-sync-status.js';

define('crm-sync-status', CrmSyncStatus);
