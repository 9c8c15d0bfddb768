import type { ModuleName } from '../modules.js';

/** A layout of a module: which fields it makes mandatory, and which choices it leaves of a picklist. */
export interface Layout {
  id: string;
  name: string;
  required: string[];
  picklists: Record<string, string[]>;
}

/** The layouts of a module; the first one is taken when a record names none. */
export function layoutsOf(module: ModuleName, idPrefix: string, idCode: string, isLarge: boolean): Layout[] {
  const id = (i: number) => `${idPrefix}${idCode}9000000${i}`;
  const standard: Layout = { id: id(1), name: 'Standard', required: [], picklists: {} };
  if (module === 'Deals') standard.required.push('Closing_Date');
  if (module !== 'Contacts' || !isLarge) return [standard];
  const partner: Layout = {
    id: id(2),
    name: 'Partner',
    required: ['Account_Name'],
    picklists: { Lead_Source: ['Partner', 'Trade Show'] },
  };
  return [standard, partner];
}
