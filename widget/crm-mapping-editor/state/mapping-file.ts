import type { MappingDocument } from '../../../shared/mapping.js';

/** The service reads a body up to 1 MB. */
const LARGEST_BYTES = 900_000;

export type FileFault = 'too_large' | 'not_json' | 'not_mappings' | 'newer' | 'other_crm' | 'nothing';

/** A file that holds mappings of this CRM, or why it is not one. The rows themselves are the service's to check. */
export type ReadFile =
  | { document: MappingDocument }
  | { fault: FileFault /** Of a file for another CRM. */; provider?: string };

/** @param provider the CRM it is to be used for. */
export function readMappingFile(text: string, provider: string): ReadFile {
  if (text.length > LARGEST_BYTES) return { fault: 'too_large' };
  let found: Partial<MappingDocument> | null;
  try {
    found = JSON.parse(text);
  } catch {
    return { fault: 'not_json' };
  }
  if (found?.format !== 'crm-connect/mapping' || !Array.isArray(found.mappings)) {
    return { fault: 'not_mappings' };
  }
  if (found.format_version !== 1) return { fault: 'newer' };
  if (found.provider !== provider) return { fault: 'other_crm', provider: String(found.provider) };
  if (!found.mappings.length) return { fault: 'nothing' };
  return { document: found as MappingDocument };
}

/** `crm-connect-hubspot-2026-11-28.json`. */
export const mappingFileName = ({ provider, exported_at }: MappingDocument): string =>
  `crm-connect-${provider}-${exported_at.slice(0, 10)}.json`;
