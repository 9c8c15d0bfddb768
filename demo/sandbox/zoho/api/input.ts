import type { Exchange } from '../context.js';
import { GUESS } from '../guesses.js';
import { findModule, type ModuleInfo } from '../modules.js';
import { type Need, need } from '../oauth/scopes.js';
import { invalid, invalidData } from '../refusal.js';
import { parseInstant } from '../state/time.js';

export const FIELDS_MAX = 50;
export const PER_PAGE_MAX = 200;
export const IDS_MAX = 100;

/** The module a path or parameter names. @throws Refusal 400 `INVALID_MODULE`. */
export function moduleNamed(name: string | null | undefined): ModuleInfo {
  const info = findModule(name ?? '');
  if (!info)
    throw invalid('INVALID_MODULE', 'the module name given seems to be invalid', { resource_path_index: 0 });
  return info;
}

/** Scope of a module for one operation. */
export function moduleNeed(name: string | undefined, operation: Need['operation']): Need {
  return need(`modules.${moduleNamed(name).scope}`, operation);
}

/** The `fields` parameter as a list; null when it is left out. @throws Refusal 400 for more than 50. */
export function fieldsParam(query: URLSearchParams): string[] | null {
  const text = query.get('fields');
  if (text === null || text.trim() === '') return null;
  const names = text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
  if (names.length > FIELDS_MAX)
    throw invalid('LIMIT_EXCEEDED', 'limit exceeded', {
      limit: FIELDS_MAX,
      param_name: 'fields',
    });
  return names;
}

/** The `fields` parameter where it is mandatory. @throws Refusal 400. */
export function neededFields(query: URLSearchParams): string[] {
  const fields = fieldsParam(query);
  if (!fields) throw missingParam('fields');
  return fields;
}

/** 400 for a parameter that had to be there. */
export function missingParam(name: string) {
  return invalid(GUESS.missingParam, 'required param is missing', { param_name: name });
}

/** A whole number of the query within bounds. @throws Refusal 400. */
export function numberParam(query: URLSearchParams, name: string, fallback: number, max: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > max)
    throw invalidData(`invalid value for ${name}`, { param_name: name, maximum: max });
  return value;
}

/** The first instant `If-Modified-Since` lets through; null when it is left out. @throws Refusal 400. */
export function sinceHeader({ call }: Exchange): number | null {
  const named = instantHeader(call.headers['if-modified-since'], 'If-Modified-Since');
  return named === null ? null : named + GUESS.sinceGapMs;
}

/** An instant in a header: ISO 8601 with offset. @throws Refusal 400. */
export function instantHeader(text: string | undefined, name: string): number | null {
  if (text === undefined) return null;
  const ms = parseInstant(text, false);
  if (ms === null)
    throw invalidData(`invalid value for ${name}`, { header: name, expected_data_type: 'datetime' });
  return ms;
}

/** Ids of the `ids` parameter. @throws Refusal 400 for none or too many. */
export function idsParam(query: URLSearchParams): string[] {
  const ids = (query.get('ids') ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
  if (ids.length === 0) throw missingParam('ids');
  if (ids.length > IDS_MAX)
    throw invalid('LIMIT_EXCEEDED', 'limit exceeded', {
      limit: IDS_MAX,
      param_name: 'ids',
    });
  return ids;
}
