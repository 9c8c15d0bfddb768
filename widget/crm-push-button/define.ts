import { define } from '../internal/define.js';
import { CrmPushButton } from './crm-push-button.js';

define('crm-push-button', CrmPushButton);
