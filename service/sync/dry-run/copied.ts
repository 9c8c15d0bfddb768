import type { CompiledMapping } from '../../mapping/compile-mapping.js';
import type { CompiledRow } from '../../mapping/compile-row.js';

type Raw = Record<string, unknown>;

/**
 * Which of our fields a copied record can tell of under a mapping: those whose fields of the CRM were copied. What the
 * mapping in use reads was asked for, so a field that is missing there is empty.
 */
export function copiedFields(
  inUse: CompiledMapping,
  tried: CompiledMapping,
): { isKnown(field: string, raw: Raw): boolean; uncertain: ReadonlySet<string> } {
  const asked = new Set(inUse.crmFields);
  const uncertain = new Map<string, CompiledRow>();
  for (const row of tried.rows.values())
    if (tried.readRows.has(row.index) && [...row.crm, ...row.alsoReads].some((name) => !asked.has(name)))
      uncertain.set(row.field, row);
  const isCopied = (name: string, raw: Raw): boolean => asked.has(name) || Object.hasOwn(raw, name);
  return {
    uncertain: new Set(uncertain.keys()),
    isKnown(field, raw) {
      const row = uncertain.get(field);
      if (row === undefined) return true;
      if (!row.alsoReads.every((name) => isCopied(name, raw))) return false;
      const source = row.source(raw);
      // The first alternate that has a value decides.
      const deciding = source === null ? row.crm : row.crm.slice(0, row.crm.indexOf(source));
      return deciding.every((name) => isCopied(name, raw));
    },
  };
}
