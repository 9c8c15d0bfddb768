import type { ObjectName } from '../../../shared/records.js';
import { MODELS, TODOS } from './types.js';

/** A model that holds records of an object, and what our ids of them begin with: two models may count alike. */
export interface Part {
  object: ObjectName;
  model: string;
  prefix: string;
}

const own = (object: ObjectName): Part => ({ object, model: MODELS[object], prefix: '' });

export const todoPart: Part = { object: 'activity', model: TODOS, prefix: 'a' };

/** What happened is a note, what is still to be done a to-do. */
const PARTS: Record<ObjectName, [Part, ...Part[]]> = {
  contact: [own('contact')],
  company: [own('company')],
  deal: [own('deal')],
  activity: [own('activity'), todoPart],
};

export const partsOf = (object: ObjectName): readonly [Part, ...Part[]] => PARTS[object];

/** Null for what can be no id of Odoo. */
export function toId(remoteId: string, { prefix }: Pick<Part, 'prefix'> = { prefix: '' }): number | null {
  const digits = remoteId.startsWith(prefix) ? remoteId.slice(prefix.length) : '';
  return /^[1-9]\d{0,9}$/.test(digits) ? Number(digits) : null;
}

export const toRemoteId = ({ prefix }: Part, id: number): string => `${prefix}${id}`;

/** Ids by the model that they are of; what can be none is left out. */
export function sortIds(object: ObjectName, remoteIds: readonly string[]): { part: Part; ids: number[] }[] {
  return partsOf(object).map((part) => ({
    part,
    ids: [...new Set(remoteIds.map((each) => toId(each, part)).filter((id) => id !== null))],
  }));
}
