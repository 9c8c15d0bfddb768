import { define } from '../internal/define.js';
import { CrmWorkspace } from './crm-workspace.js';

define('crm-workspace', CrmWorkspace);
