import { z } from 'zod';
import { LOOKUP_OTHERS, type Picklist } from '../../../shared/mapping.js';
import { picklistStep } from '../picklist.js';
import type { TransformDefinition, TransformSpec } from './transform.js';

const MAX_ROWS = 500;
const cell = z.string().min(1).max(255);

/** A value by a table, `from` in the CRM and `to` here; see `picklistStep` for lists, numbers and values that share one. */
export const lookup: TransformDefinition<'lookup'> = {
  schema: z.strictObject({
    name: z.literal('lookup'),
    table: z.array(z.strictObject({ from: cell, to: cell })).max(MAX_ROWS),
    other: z.enum(LOOKUP_OTHERS),
  }),
  fromCrm: (spec) => picklistStep(toPicklist(spec), 'from_crm'),
  toCrm: (spec) => picklistStep(toPicklist(spec), 'to_crm'),
};

const toPicklist = ({ table, other }: TransformSpec<'lookup'>): Picklist => ({
  values: table.map(({ from, to }) => ({ crm: from, app: to })),
  other,
});
