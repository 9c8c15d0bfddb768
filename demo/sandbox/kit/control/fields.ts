import type { Call } from '../sandbox.js';
import { BadControl, controlBody } from './read-body.js';

/** A field as `POST fields` and `PATCH fields` name it, in every sandbox. What is left out stays, or is the ordinary. */
export interface AskedField {
  object: string;
  name: string;
  label?: string;
  /** The vendor's own name of the type. */
  type?: string;
  options?: { value: string; label: string }[];
  required?: boolean;
  readOnly?: boolean;
  /** The whole body, for what one vendor has of its own. */
  body: Record<string, unknown>;
}

/**
 * The field that a call is about: of a DELETE it stands in the query, else in the body.
 *
 * @throws BadControl.
 */
export function askedField(call: Call, objectKey = 'object'): AskedField {
  const body = call.method === 'DELETE' ? Object.fromEntries(call.url.searchParams) : controlBody(call);
  const { name, label, type, options, required, read_only: readOnly } = body;
  const object = body[objectKey];
  if (typeof object !== 'string' || typeof name !== 'string' || name === '')
    throw new BadControl(`a field is named by ${objectKey} and name`);
  return {
    ...{ object, name, body },
    ...(typeof label === 'string' ? { label } : {}),
    ...(typeof type === 'string' ? { type } : {}),
    ...(Array.isArray(options) ? { options: options.map(toOption) } : {}),
    ...(typeof required === 'boolean' ? { required } : {}),
    ...(typeof readOnly === 'boolean' ? { readOnly } : {}),
  };
}

/** `"it"` is short for `{value: "it", label: "it"}`. */
function toOption(option: unknown): { value: string; label: string } {
  if (typeof option === 'string') return { value: option, label: option };
  const { value, label = value } = (option ?? {}) as Record<string, unknown>;
  if (typeof value !== 'string') throw new BadControl('an option is a text, or {value, label}');
  return { value, label: String(label) };
}
