import { textOfHtml } from '../../kit/html.js';
import { readableTime } from '../../kit/pages/readable.js';
import type { Env } from '../orm/env.js';
import type { Model } from '../orm/model.js';
import type { Row } from '../orm/row.js';
import { msOf } from '../orm/stamp.js';

/** A stored value as people read it: names for ids, labels for choices; empty string when there is none. */
export function readableValue(env: Env, model: Model, row: Row, name: string): string {
  const field = model.fields[name];
  const value = env.value(model, row, name);
  if (!field || value === null || value === '') return '';
  if (Array.isArray(value)) return value.map((id) => env.nameOf(field.relation ?? '', id)).join(', ');
  if (field.type === 'many2one') return env.nameOf(field.relation ?? '', Number(value));
  if (field.type === 'datetime') return stampText(String(value));
  if (field.type === 'html') return textOfHtml(String(value));
  if (field.type === 'boolean') return value ? '✓' : '';
  if (field.type === 'binary') return `${Math.round((String(value).length * 3) / 4)} bytes`;
  if (field.type === 'monetary') return Number(value).toFixed(2);
  const choice = field.selection?.find(([each]) => each === value);
  return choice ? ((env.lang === 'it_IT' ? choice[2] : undefined) ?? choice[1]) : String(value);
}

/** A stored moment in words. */
export function stampText(stamp: string): string {
  return readableTime(new Date(msOf(stamp)).toISOString());
}

/** Label of a field in the page's language. */
export function labelOf(env: Env, model: Model, name: string): string {
  const field = model.fields[name];
  return (env.lang === 'it_IT' ? field?.labelIt : undefined) ?? field?.label ?? name;
}
