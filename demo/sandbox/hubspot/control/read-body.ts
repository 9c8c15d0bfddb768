import type { Call } from '../../kit/sandbox.js';
import { parse } from '../context.js';
import { invalid } from '../refusal.js';

/** Body of a control call as an object; an empty body is an empty object. @throws Refusal 400. */
export function controlBody(call: Call): Record<string, unknown> {
  if (call.body.length === 0) return {};
  const value = parse(call.body);
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw invalid('expected a JSON object');
  return value as Record<string, unknown>;
}
