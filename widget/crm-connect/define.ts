import { define } from '../internal/define.js';
import { CrmConnect } from './crm-connect.js';

define('crm-connect', CrmConnect);
