import type { CrmField, Direction, Transform } from '../../../shared/mapping.js';
import type { AppField, FieldType } from '../../../shared/records.js';

/** Best first: the order of the picker's groups. */
export const FIT_LEVELS = ['fits', 'converts', 'cannot'] as const;
export type FitLevel = (typeof FIT_LEVELS)[number];
/** Words for each are in the messages under the same name. */
export type FitReason = 'readOnlyInCrm' | 'linksRecords' | 'otherKind';

/** How well a CRM field answers to one of ours. */
export interface Fit {
  level: FitLevel;
  /** Conversion the field needs, to start the row with. */
  transforms: Transform[];
  reason?: FitReason;
}

const TEXTS: readonly FieldType[] = [
  'text',
  'long_text',
  'email',
  'phone',
  'url',
  'country',
  'currency',
  'enum',
];
const NUMBERS: readonly FieldType[] = ['number', 'integer', 'money_cents'];
const DATES: readonly FieldType[] = ['date', 'datetime'];

const fits = (...transforms: Transform[]): Fit => ({ level: 'fits', transforms });
const converts = (...transforms: Transform[]): Fit => ({ level: 'converts', transforms });
const cannot = (reason: FitReason): Fit => ({ level: 'cannot', transforms: [], reason });

/** Links between records are the service's own affair. */
export const isRefType = (type: FieldType): boolean => type === 'ref' || type === 'ref_list';

const isText = (type: FieldType) => TEXTS.includes(type);
const isNumber = (type: FieldType) => NUMBERS.includes(type);

function fitTypes(app: AppField, crm: FieldType, country: string): Fit {
  const same = app.type === crm;
  switch (app.type) {
    case 'email':
      if (same || crm === 'text') return fits({ name: 'trim' }, { name: 'lower' });
      return crm === 'long_text' ? converts({ name: 'trim' }, { name: 'lower' }) : cannot('otherKind');
    case 'phone': {
      const toPhone: Transform = { name: 'e164', country };
      if (same) return fits(toPhone);
      return crm === 'text' || isNumber(crm) ? converts(toPhone) : cannot('otherKind');
    }
    case 'text':
    case 'long_text':
      if (isText(crm)) return fits();
      return converts({ name: 'text' });
    case 'enum':
      if (crm === 'enum' || crm === 'text') return fits();
      return isNumber(crm) || crm === 'boolean' ? converts({ name: 'text' }) : cannot('otherKind');
    case 'url':
      if (same || crm === 'text')
        return fits(...(app.name === 'domain' ? [{ name: 'domain' } as const] : []));
      return crm === 'email' && app.name === 'domain' ? converts({ name: 'domain' }) : cannot('otherKind');
    case 'number':
    case 'integer':
      if (isNumber(crm)) return fits();
      return crm === 'text' || crm === 'enum' ? converts({ name: 'number' }) : cannot('otherKind');
    case 'money_cents':
      if (isNumber(crm)) return fits({ name: 'cents' });
      return crm === 'text' ? converts({ name: 'cents' }) : cannot('otherKind');
    case 'boolean':
      if (same) return fits();
      return isNumber(crm) || crm === 'text' || crm === 'enum'
        ? converts({ name: 'boolean' })
        : cannot('otherKind');
    case 'date':
    case 'datetime':
      if (same) return fits();
      return DATES.includes(crm) || crm === 'text' ? converts({ name: app.type }) : cannot('otherKind');
    case 'country':
      if (same) return fits({ name: 'country_iso' });
      return crm === 'text' || crm === 'enum' ? converts({ name: 'country_iso' }) : cannot('otherKind');
    case 'currency':
      if (same) return fits();
      return crm === 'text' || crm === 'enum' ? converts({ name: 'currency_iso' }) : cannot('otherKind');
    default:
      return cannot('linksRecords');
  }
}

/**
 * How a CRM field fits one of ours.
 *
 * @param app null for a custom field of ours, which takes any type.
 * @param country ISO 3166 alpha-2 a phone number without a prefix is read in.
 */
export function fitOf(app: AppField | null, crm: CrmField, direction: Direction, country: string): Fit {
  if (crm.read_only && direction !== 'from_crm') return cannot('readOnlyInCrm');
  if (isRefType(crm.type)) return cannot('linksRecords');
  return app ? fitTypes(app, crm.type, country) : fits();
}
