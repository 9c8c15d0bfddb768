import { define } from '../internal/define.js';
import { CrmMappingEditor } from './crm-mapping-editor.js';

define('crm-mapping-editor', CrmMappingEditor);
