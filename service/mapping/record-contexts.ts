import type { CrmField } from '../../shared/mapping.js';
import { APP_FIELDS, type FieldType, type ObjectName } from '../../shared/records.js';
import { pickFirst, readerOf } from './alternates.js';
import type { CompiledRow } from './compile-row.js';
import type { OwnRecord, RemoteValues, Source } from './conversion.js';
import { customName } from './field-types.js';
import type { StepContext } from './transforms/transform.js';

type Each = Pick<StepContext, 'field' | 'currency'>;

/** What steps may know of a record of the CRM. `currencyRow` reads its currency; null: no row does. */
export function inwardContext(
  crmFields: ReadonlyMap<string, CrmField> | null,
  currencyRow: CompiledRow | null,
): Each {
  return {
    // Some CRMs answer `false` for an empty text; in a text it would be nobody's wish.
    field: (name) => crmReader(name, crmFields?.get(name)?.type !== 'boolean'),
    currency: currencyReader(currencyRow),
  };
}

// Functions of their own: what they answer is held with the mapping, and must not hold `crmFields` with it.
function crmReader(name: string, falseIsEmpty: boolean): (record: Source) => unknown {
  const pick = pickFirst([name], falseIsEmpty);
  return (record) => pick(record as RemoteValues);
}

function currencyReader(row: CompiledRow | null): StepContext['currency'] {
  return (record) => {
    const code = row === null ? null : row.read(record as RemoteValues);
    return typeof code === 'string' ? code : null;
  };
}

/** What steps may know of a record of ours on its way to the CRM: what is written, else what the record will have anyway. */
export function outwardContext(object: ObjectName): Each {
  const currency = currencyField(object);
  const readCurrency = currency === null ? null : ownReader(currency);
  return {
    field: (name) => ownReader(name),
    currency(record) {
      const code = readCurrency === null ? null : readCurrency(record);
      return typeof code === 'string' ? code : null;
    },
  };
}

/** Our field that holds the currency of an object's amounts. */
export const currencyField = (object: ObjectName): string | null =>
  APP_FIELDS[object].find(({ type }) => type === 'currency')?.name ?? null;

export const withType = (each: Each, crmType: FieldType | null): StepContext => ({ ...each, crmType });

/**
 * Reads one of our fields, `custom.x` too, of what is written, else of the record as it will be; undefined where it is
 * in neither, and where the record throws.
 */
export function ownReader(name: string): (record: Source) => unknown {
  const written = writtenReader(name);
  const inWhole = readerOf(name);
  return (record) => {
    const own = record as OwnRecord;
    const value = written(own);
    if (value !== undefined) return value;
    try {
      return inWhole(own.whole);
    } catch {
      return undefined;
    }
  };
}

/** Reads one of our fields, `custom.x` too, of what is written; undefined where it is not, and where the record throws. */
export function writtenReader(name: string): (own: OwnRecord) => unknown {
  const custom = customName(name);
  const get = readerOf(custom ?? name);
  return (own) => {
    try {
      return get(custom === null ? own.fields : own.custom);
    } catch {
      return undefined;
    }
  };
}
