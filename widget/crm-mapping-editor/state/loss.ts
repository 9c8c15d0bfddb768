import type { CrmField, Direction } from '../../../shared/mapping.js';
import type { AppField } from '../../../shared/records.js';

/** What is lost on the way although the field can be used. Words for each are in the messages under the same name. */
export type Loss = 'severalToOne' | 'longToShort' | 'timeToDate' | 'decimalsLost';

/** Names the providers give to choices of which several can be made. */
const SEVERAL = /checkbox|multi|many2many|one2many|tags/i;

/** @param app null for a field of ours without a type. */
export function lossOf(app: AppField | null, crm: CrmField, direction: Direction): Loss | null {
  if (crm.type === 'enum' && SEVERAL.test(crm.native_type)) return 'severalToOne';
  if (!app || direction === 'from_crm') return null;
  if (app.type === 'long_text' && crm.type === 'text') return 'longToShort';
  if (app.type === 'datetime' && crm.type === 'date') return 'timeToDate';
  if ((app.type === 'number' || app.type === 'money_cents') && crm.type === 'integer') return 'decimalsLost';
  return null;
}
