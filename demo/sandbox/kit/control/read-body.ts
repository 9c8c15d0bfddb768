import type { Call } from '../sandbox.js';

/** A call to the control door that makes no sense. */
export class BadControl extends Error {
  constructor(
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** Body of a control call as an object; an empty body is an empty object. @throws BadControl. */
export function controlBody(call: Call): Record<string, unknown> {
  if (call.body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(call.body.toString('utf8'));
  } catch {
    throw new BadControl('expected JSON');
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new BadControl('expected a JSON object');
  return value as Record<string, unknown>;
}

/** Null when left out. @throws BadControl for anything but a number from 0 on. */
export function optionalNumber(value: unknown, name: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || value < 0) throw new BadControl(`${name} must be a number, not below 0`);
  return value;
}

export function optionalText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
