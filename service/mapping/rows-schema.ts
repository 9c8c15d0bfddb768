import { z } from 'zod';
import {
  CONDITIONS,
  CONFLICT_RULES,
  DIRECTIONS,
  type MappingRow,
  MOST_MAPPING_ROWS,
  PICKLIST_OTHERS,
  type Transform,
} from '../../shared/mapping.js';
import { splitAlternates } from './alternates.js';
import { TRANSFORMS } from './transforms/registry.js';

const MAX_NAME = 128;
const MAX_ALTERNATES = 5;
const MAX_TRANSFORMS = 10;
const MAX_CHOICES = 500;
const MAX_CHOICE = 255;

const crmNames = z
  .string()
  .min(1)
  // Room for the separators and the spaces around them.
  .max(MAX_ALTERNATES * (MAX_NAME + 3))
  .refine((crm) => crm.split('|').length <= MAX_ALTERNATES, {
    message: `Give at most ${MAX_ALTERNATES} CRM fields.`,
  })
  .refine((crm) => splitAlternates(crm).length === crm.split('|').length, {
    message: 'Name a CRM field on each side of “|”.',
  })
  .refine((crm) => splitAlternates(crm).every((name) => name.length <= MAX_NAME), {
    message: `A CRM field has at most ${MAX_NAME} characters.`,
  });

// Every schema of the registry has its own literal `name`, which is all a discriminated union asks for.
type NamedSchema = z.ZodObject<{ name: z.ZodLiteral<string> }>;
const [firstSchema, ...otherSchemas] = Object.values(TRANSFORMS).map(
  ({ schema }) => schema as unknown as NamedSchema,
);
const transform = z.discriminatedUnion('name', [
  firstSchema as NamedSchema,
  ...otherSchemas,
]) as unknown as z.ZodType<Transform>;

const choice = z.string().min(1).max(MAX_CHOICE);

const picklist = z.strictObject({
  values: z.array(z.strictObject({ app: choice, crm: choice })).max(MAX_CHOICES),
  other: z.enum(PICKLIST_OTHERS),
  default_app: choice.exactOptional(),
  default_crm: choice.exactOptional(),
});

const stages = z
  .record(
    choice,
    z.strictObject({
      stage: choice,
      pipeline: choice.exactOptional(),
      backwards: z.boolean().exactOptional(),
    }),
  )
  .refine((moves) => Object.keys(moves).length <= MAX_CHOICES, {
    message: `At most ${MAX_CHOICES} outcomes.`,
  });

/** One row as a client sends it: shape and limits only; `checkMapping` knows whether it makes sense. */
export const mappingRowSchema: z.ZodType<MappingRow> = z.strictObject({
  field: z.string().min(1).max(MAX_NAME),
  crm: crmNames.nullable(),
  direction: z.enum(DIRECTIONS),
  transforms: z.array(transform).max(MAX_TRANSFORMS),
  picklist: picklist.exactOptional(),
  stages: stages.exactOptional(),
  rule: z.enum(CONFLICT_RULES).exactOptional(),
  when: z.enum(CONDITIONS).exactOptional(),
  required: z.literal(true).exactOptional(),
});

/** The rows of a mapping as a client sends them; unknown properties are refused. */
export const mappingRowsSchema: z.ZodType<MappingRow[]> = z.array(mappingRowSchema).max(MOST_MAPPING_ROWS);
