import type { Call } from '../../kit/sandbox.js';
import { parseBody } from '../context.js';
import { invalidData } from '../refusal.js';

/** Body of a control call as an object; an empty body is an empty object. @throws Refusal 400. */
export function controlBody(call: Call): Record<string, unknown> {
  if (call.body.length === 0) return {};
  const value = parseBody(call);
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw invalidData('expected a JSON object');
  return value as Record<string, unknown>;
}
