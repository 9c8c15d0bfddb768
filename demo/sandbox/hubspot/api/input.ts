import type { Exchange } from '../context.js';
import { findObjectType, type ObjectType, type ObjectTypeInfo } from '../object-types.js';
import type { Writer } from '../records/write.js';
import { invalid, Refusal } from '../refusal.js';

/** The object type named in the path. @throws Refusal 400 when there is none of that name. */
export function objectTypeOf(exchange: Exchange, param = 'type'): ObjectTypeInfo {
  const name = exchange.params[param] ?? '';
  const info = findObjectType(name);
  if (!info) throw invalid(`Unable to infer object type from: ${name}`);
  return info;
}

/** Comma lists and repeated names of a query parameter. */
export function listParam(query: URLSearchParams, name: string): string[] {
  return query
    .getAll(name)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter(Boolean);
}

/** A whole number between 1 and `max`. @throws Refusal 400 otherwise. */
export function limitParam(query: URLSearchParams, fallback: number, max: number): number {
  const text = query.get('limit');
  if (text === null) return fallback;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > max)
    throw invalid(`limit must be between 1 and ${max}`, {
      errors: [{ message: `limit must be between 1 and ${max}`, in: 'limit' }],
    });
  return limit;
}

/** An array of objects. @throws Refusal 400 when it is missing, empty, too long or holds anything else. */
export function readInputs(body: Record<string, unknown>, max: number): Record<string, unknown>[] {
  const { inputs } = body;
  if (!Array.isArray(inputs) || inputs.some((each) => each === null || typeof each !== 'object'))
    throw invalid('Invalid input JSON: inputs must be a list of objects', {
      errors: [{ message: 'Some required fields were not set: [inputs]', in: 'inputs' }],
    });
  if (inputs.length === 0) throw invalid('The inputs list is empty');
  if (inputs.length > max)
    throw invalid(
      `The maximum number of inputs supported in a batch request is ${max}, ${inputs.length} given`,
    );
  return inputs as Record<string, unknown>[];
}

/** The `properties` of a write. @throws Refusal 400 when it is not an object. */
export function readProperties(input: Record<string, unknown>): Record<string, unknown> {
  const properties = input['properties'] ?? {};
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties))
    throw invalid('Invalid input JSON: properties must be an object of strings');
  return properties as Record<string, unknown>;
}

/** A text field. @throws Refusal 400 when it is missing or not text. */
export function readText(input: Record<string, unknown>, name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '')
    throw invalid(`Some required fields were not set: [${name}]`, {
      errors: [{ message: `${name} must be a non-empty string`, in: name }],
    });
  return value;
}

/** A list of texts, empty when left out. @throws Refusal 400 for anything else. */
export function readTexts(input: Record<string, unknown>, name: string): string[] {
  const value = input[name] ?? [];
  if (!Array.isArray(value) || value.some((each) => typeof each !== 'string'))
    throw invalid(`${name} must be a list of strings`);
  return value as string[];
}

/** The object types named in `associations`. @throws Refusal 400 for an unknown one. */
export function associationTypesParam(query: URLSearchParams): ObjectType[] {
  return listParam(query, 'associations').map((name) => {
    const info = findObjectType(name);
    if (!info) throw invalid(`Unable to infer object type from: ${name}`);
    return info.type;
  });
}

/** The app, as the source of a write. */
export function writerOf(exchange: Exchange): Writer {
  return { source: 'INTEGRATION', id: String(exchange.context.app.appId) };
}

/** Whether admin-made required properties are enforced: since 2026-09. */
export function enforcesRequired(exchange: Exchange): boolean {
  return exchange.version >= '2026-09';
}

/** 404 for a record. */
export function recordNotFound(id: string): Refusal {
  return new Refusal(404, 'resource not found', {
    category: 'OBJECT_NOT_FOUND',
    context: { id: [id] },
  });
}
