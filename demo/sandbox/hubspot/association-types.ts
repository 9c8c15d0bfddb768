import type { ObjectType } from './object-types.js';

/** One kind of link from one object type to another. */
export interface AssociationType {
  typeId: number;
  label: string | null;
  /** Type id of the same link seen from the other end. */
  inverse: number;
  /** Name used in the `associations` of a single record. */
  name: string;
}

/** Primary company links: one per contact and one per deal. */
export const PRIMARY = {
  contactToCompany: 1,
  companyToContact: 2,
  dealToCompany: 5,
  companyToDeal: 6,
} as const;

const SINGULAR: Record<ObjectType, string> = {
  contacts: 'contact',
  companies: 'company',
  deals: 'deal',
  calls: 'call',
  tasks: 'task',
  notes: 'note',
  meetings: 'meeting',
};

const table = new Map<string, AssociationType[]>();

function pair(
  from: ObjectType,
  to: ObjectType,
  there: number,
  back: number,
  label: string | null = null,
): void {
  add(from, to, there, back, label);
  add(to, from, back, there, label);
}

function add(from: ObjectType, to: ObjectType, typeId: number, inverse: number, label: string | null): void {
  const key = `${from}>${to}`;
  const hasPrimary = (from === 'contacts' || from === 'deals' || from === 'companies') && to !== from;
  const base = `${SINGULAR[from]}_to_${SINGULAR[to]}`;
  const isSplit =
    hasPrimary && [from, to].includes('companies') && ['contacts', 'deals', 'companies'].includes(to);
  const name = isSplit && label === null ? `${base}_unlabeled` : base;
  const kinds = table.get(key) ?? [];
  kinds.push({ typeId, label, inverse, name });
  table.set(key, kinds);
}

// The first of each pair of types is the unlabelled default.
pair('contacts', 'companies', 279, 280);
pair('contacts', 'companies', PRIMARY.contactToCompany, PRIMARY.companyToContact, 'Primary');
pair('contacts', 'deals', 4, 3);
pair('deals', 'companies', 341, 342);
pair('deals', 'companies', PRIMARY.dealToCompany, PRIMARY.companyToDeal, 'Primary');
pair('calls', 'contacts', 194, 193);
pair('calls', 'companies', 182, 181);
pair('calls', 'deals', 206, 205);
pair('notes', 'contacts', 202, 201);
pair('notes', 'companies', 190, 189);
pair('notes', 'deals', 214, 213);
pair('tasks', 'contacts', 204, 203);
pair('tasks', 'companies', 192, 191);
pair('tasks', 'deals', 216, 215);
pair('meetings', 'contacts', 200, 199);
pair('meetings', 'companies', 188, 187);
pair('meetings', 'deals', 212, 211);

/** Kinds of link between two types; empty when they cannot be associated. */
export function associationTypes(from: ObjectType, to: ObjectType): readonly AssociationType[] {
  return table.get(`${from}>${to}`) ?? [];
}

/** The unlabelled kind, when the pair can be associated at all. */
export function defaultAssociationType(from: ObjectType, to: ObjectType): AssociationType | undefined {
  return associationTypes(from, to).find((kind) => kind.label === null);
}

/** Finds the pair's kind by id, and also which type a bare id leads to. */
export function findAssociationType(
  from: ObjectType,
  to: ObjectType,
  typeId: number,
): AssociationType | undefined {
  return associationTypes(from, to).find((kind) => kind.typeId === typeId);
}

/** The object type that a type id starting at `from` points to, as creates name only the id. */
export function targetOfAssociation(from: ObjectType, typeId: number): ObjectType | undefined {
  for (const [key, kinds] of table) {
    const [start, end] = key.split('>') as [ObjectType, ObjectType];
    if (start === from && kinds.some((kind) => kind.typeId === typeId)) return end;
  }
  return undefined;
}
