import { z } from 'zod';
import { OBJECTS } from '../../../shared/records.js';

/** Schemas several nouns share. */
export const objectName = z.enum(OBJECTS);
export const isoTime = z.iso.datetime({ offset: true });
export const uuid = z.uuid();
/** A host's own id: visible characters, no path tricks. */
export const hostId = z
  .string()
  .min(1)
  .max(200)
  .regex(/^(?!\.{1,2}$)[^\s/\\?#%]+$/, 'must not be dots, nor hold spaces or any of / \\ ? # %');
export const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);
export const fields = z.record(z.string(), fieldValue);

/** Query of a list. */
export const pageQuery = z.object({
  cursor: z.string().min(1).max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A page of a list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), next_cursor: z.string().nullable() });
}
