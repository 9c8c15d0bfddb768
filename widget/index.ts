// Each element's define.ts registers it; import one of them alone for a smaller page. The workspace comes first, so
// that it is there when the elements inside ask for it.
import './crm-workspace/define.js';
import './crm-connect/define.js';
import './crm-mapping-editor/define.js';
import './crm-push-button/define.js';
import './crm-sync-status/define.js';

export { CrmConnect } from './crm-connect/crm-connect.js';
export { CrmMappingEditor } from './crm-mapping-editor/crm-mapping-editor.js';
export { CrmPushButton } from './crm-push-button/crm-push-button.js';
export { CrmSyncStatus } from './crm-sync-status/crm-sync-status.js';
export { CrmWorkspace } from './crm-workspace/crm-workspace.js';
export type * from './events/index.js';
