import { z } from 'zod';
import { cutTemplate, placeholdersOf } from '../../../shared/transforms.js';
import { Fault, MAX_TEXT_LENGTH, type Step, TOO_LONG } from '../conversion.js';
import { toText } from '../values.js';
import type { StepContext, TransformDefinition, TransformSpec } from './transform.js';

/**
 * Text with other fields of the record put in; the value itself plays no part. What has no text of its own (nothing, an
 * object) leaves a gap, which closes; all gaps are no value. Goes one way.
 */
export const template: TransformDefinition<'template'> = {
  schema: z.strictObject({
    name: z.literal('template'),
    template: z
      .string()
      .max(1000)
      .refine((text) => placeholdersOf(text).length > 0, {
        message: 'Name at least one field in braces, such as {last_name}.',
      }),
  }),
  fromCrm: fill,
  toCrm: fill,
  takesEmpty: true,
  readsRecord: true,
};

function fill({ template: text }: TransformSpec<'template'>, { field }: StepContext): Step {
  // Text, name, text, name, …, text.
  const parts = cutTemplate(text).map((part, index) => (index % 2 === 0 ? part : field(part)));
  return (_, record) => {
    let filled = '';
    let gaps = 0;
    for (const part of parts) {
      const piece = typeof part === 'string' ? part : textOf(part(record));
      if (piece === '' && typeof part !== 'string') gaps += 1;
      if (filled.length + piece.length > MAX_TEXT_LENGTH) return TOO_LONG;
      filled += piece;
    }
    if (gaps === 0) return filled;
    return gaps === (parts.length - 1) / 2 ? null : filled.replace(/ {2,}/g, ' ').trim();
  };
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = toText(value);
  return text instanceof Fault ? '' : text;
}
