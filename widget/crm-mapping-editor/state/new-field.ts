import { foldText } from './pick-list.js';

/** What the service takes after `custom.`. */
const LONGEST = 63;

export type NameFault = 'nameEmpty' | 'nameTaken' | 'nameLong';

/** `Consumo annuo, kWh` as a field of ours: `custom.consumo_annuo_kwh`. Empty when nothing of it can be a name. */
export function fieldNameOf(label: string): string {
  const name = foldText(label)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '');
  return name && `custom.${name}`;
}

/** Why a field cannot be called so; null when it can. */
export function faultOfName(field: string, taken: ReadonlySet<string>): NameFault | null {
  if (!field) return 'nameEmpty';
  if (field.length > 'custom.'.length + LONGEST) return 'nameLong';
  return taken.has(field) ? 'nameTaken' : null;
}

/** The name of a field nobody has yet, made from a label: `custom.note`, `custom.note_2`. */
export function freeFieldName(label: string, taken: ReadonlySet<string>): string {
  const wanted = fieldNameOf(label).slice(0, 'custom.'.length + LONGEST - 3);
  let name = wanted;
  for (let count = 2; wanted && taken.has(name); count++) name = `${wanted}_${count}`;
  return name;
}
