import type { RemoteValues } from '../connector.js';
import { FIRST_NAME, LAST_NAME } from './objects.js';
import { textOf } from './text-of.js';

type Parts = [first: string | null, last: string | null];

/**
 * The parts of a person's name, of which Odoo keeps one text: those stored here as long as they make up the same name,
 * so that what was written in two parts is read in these; else the first word, and the rest.
 */
export function splitName(name: unknown, stored: RemoteValues = {}): Parts {
  const text = textOf(name).trim();
  const known = partsOf(stored);
  if (text !== '' && joinName(...known) === spaced(text)) return known;
  const [first = '', ...rest] = text.split(/\s+/);
  return [first || null, rest.join(' ') || null];
}

/** The two parts of a record's values. */
export function partsOf(values: RemoteValues): Parts {
  return [spaced(textOf(values[FIRST_NAME])) || null, spaced(textOf(values[LAST_NAME])) || null];
}

export function joinName(first: unknown, last: unknown): string {
  return [first, last]
    .map((part) => spaced(textOf(part)))
    .filter(Boolean)
    .join(' ');
}

const spaced = (text: string): string => text.trim().replace(/\s+/g, ' ');
