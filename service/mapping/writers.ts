import type { MappingRow } from '../../shared/mapping.js';
import { namePartAt } from '../../shared/transforms.js';
import { type CompiledRow, compileRow, type RowContext } from './compile-row.js';
import { Fault, type OwnRecord } from './conversion.js';
import { customName } from './field-types.js';
import { ownReader, writtenReader } from './record-contexts.js';

/** What one row, or two that share a name, write to a CRM field. */
export interface Writer {
  /** The one that is to blame for its errors, and has its CRM field. */
  readonly row: CompiledRow;
  readonly rows: readonly CompiledRow[];
  /** The value for the CRM; undefined leaves the field out, null clears it. */
  readonly write: (own: OwnRecord) => unknown;
  /** Whether it is written with any record, and never alone. */
  readonly isAlways: boolean;
  /** Where it does no more than write one field that may be looked up by name; `isCustom`: among the custom ones. */
  readonly plain: { readonly key: string; readonly isCustom: boolean } | null;
}

export function fieldWriter(row: CompiledRow): Writer | null {
  const { write, field, isAlwaysWritten } = row;
  if (write === null) return null;
  const get = writtenReader(field);
  const custom = customName(field);
  const key = custom ?? field;
  const isPlain = !isAlwaysWritten && !(key in Object.prototype);
  return {
    row,
    rows: [row],
    isAlways: isAlwaysWritten,
    plain: isPlain ? { key, isCustom: custom !== null } : null,
    write(own) {
      const value = isAlwaysWritten ? null : get(own);
      return value === undefined ? undefined : write(value, own);
    },
  };
}

/** A row with what it was compiled with. */
export interface RowInContext {
  readonly row: MappingRow;
  readonly compiled: CompiledRow;
  readonly context: RowContext;
}

/**
 * Writes a first name and the rest of a name into one CRM field. Where only one of the two is written, the other is as
 * the record has it; where that is not known, neither is the name, and it is left out.
 */
export function nameWriter(one: RowInContext, other: RowInContext): Writer | null {
  const at = namePartAt(one.row);
  const [first, rest] = one.row.transforms[at]?.name === 'first_word' ? [one, other] : [other, one];
  const [readFirst, readRest] = [partReader(first), partReader(rest)];
  const toCrm = compileRow({ ...one.row, transforms: one.row.transforms.slice(0, at) }, one.context)?.write;
  if (readFirst === null || readRest === null || !toCrm) return null;
  return {
    row: one.compiled,
    rows: [one.compiled, other.compiled],
    isAlways: false,
    plain: null,
    write(own) {
      if (!readFirst.isWritten(own) && !readRest.isWritten(own)) return undefined;
      const name: string[] = [];
      for (const part of [readFirst.read(own), readRest.read(own)]) {
        if (part === undefined || part instanceof Fault) return part;
        if (part !== null && part !== '') name.push(String(part).trim());
      }
      return toCrm(name.join(' '), own);
    },
  };
}

/** One part of a name as far as our side goes: through the steps that stand before the name is put together. */
function partReader({ row, context }: RowInContext) {
  const { picklist: _, ...rest } = row;
  const transforms = row.transforms.slice(namePartAt(row) + 1);
  const write = compileRow({ ...rest, transforms }, { ...context, crmField: null })?.write;
  if (!write) return null;
  const written = writtenReader(row.field);
  const read = ownReader(row.field);
  return {
    isWritten: (own: OwnRecord) => written(own) !== undefined,
    read(own: OwnRecord): unknown {
      const value = read(own);
      return value === undefined ? undefined : write(value, own);
    },
  };
}
