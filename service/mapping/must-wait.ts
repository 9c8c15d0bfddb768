import type { CompiledMapping, ConversionError } from './compile-mapping.js';

/** A record waits as a whole for a choice that its picklist does not have, and for a field that is required. */
export const mustWait = (mapping: CompiledMapping, errors: readonly ConversionError[]): boolean =>
  errors.some(({ field, code }) => code === 'picklist_unmapped' || mapping.conditions.required.has(field));
