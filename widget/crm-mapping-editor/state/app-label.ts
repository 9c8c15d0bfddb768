import type { AppField } from '../../../shared/records.js';

/** What the host calls its field, in this language or else in English or any other; undefined when it does not say. */
export function appLabel(field: AppField | undefined, tag: string): string | undefined {
  const label = field?.label;
  if (typeof label !== 'object') return label;
  const language = tag.split('-')[0]!;
  for (const key of [tag, language, 'en']) {
    if (Object.hasOwn(label, key)) return label[key];
  }
  return Object.values(label)[0];
}
