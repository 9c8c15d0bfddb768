import type { ConnectorSession, RemoteValues, WriteFault } from '../connector.js';
import { companiesOf } from './companies.js';
import { countries, stages, teams, users } from './lists.js';
import { CURRENCY, FIRST_NAME, LAST_NAME, LOST } from './objects.js';
import { textOf } from './text-of.js';
import type { FieldDefinition, Row } from './types.js';

/** One value on its way to Odoo: as `write` takes it, and as a text cell of `load` with its column. */
export interface Cell {
  field: string;
  typed: unknown;
  column: string;
  text: string;
}

export type Encoded = { cells: Cell[]; isLost: boolean } | { fault: WriteFault };

/** Values by Odoo's fields; names of countries, stages, teams and users become ids. The first that cannot be written is the fault. */
export async function encodeValues(
  session: ConnectorSession,
  known: Record<string, FieldDefinition>,
  values: RemoteValues,
): Promise<Encoded> {
  const cells: Cell[] = [];
  for (const [field, value] of Object.entries(values)) {
    if (value === undefined || field === FIRST_NAME || field === LAST_NAME) continue;
    const definition = known[field];
    if (!definition)
      return { fault: faultOf('unknown_field', `Odoo has no field “${field}” here`, field, value) };
    // A lost deal is archived by a method of its own; its stage stays.
    if (field === 'stage_id' && value === LOST) continue;
    // Settled by the company: see `companyFor`.
    if (field === CURRENCY) continue;
    const cell = await encode(session, field, definition, value);
    if (cell === null)
      return {
        fault: faultOf('invalid_option', `Odoo has no “${textOf(value)}” for this field`, field, value),
      };
    cells.push(cell);
  }
  return { cells, isLost: values['stage_id'] === LOST };
}

export function faultOf(code: string, message: string, field: string | null, value: unknown): WriteFault {
  return {
    code,
    message,
    field,
    value: value === null || value === undefined ? null : String(value),
    vendorCode: null,
  };
}

async function encode(
  session: ConnectorSession,
  field: string,
  { type = '', relation = '' }: FieldDefinition,
  value: unknown,
): Promise<Cell | null> {
  const isEmpty = value === null || value === '';
  if (type === 'many2one') {
    const id = isEmpty ? false : await findChoice(session, relation, value);
    if (id === null) return null;
    return { field, typed: id, column: `${field}/.id`, text: id === false ? '' : String(id) };
  }
  if (isEmpty) return { field, typed: false, column: field, text: '' };
  if (type === 'boolean')
    return { field, typed: value === true, column: field, text: value === true ? '1' : '0' };
  if (type === 'datetime') {
    const stamp = new Date(textOf(value)).toISOString().slice(0, 19).replace('T', ' ');
    return { field, typed: stamp, column: field, text: stamp };
  }
  const isNumber = type === 'integer' || type === 'float' || type === 'monetary';
  return { field, typed: isNumber ? Number(value) : textOf(value), column: field, text: textOf(value) };
}

/** The id of a choice by its id, code, login or name; null when there is none. */
async function findChoice(
  session: ConnectorSession,
  relation: string,
  value: unknown,
): Promise<number | null> {
  const lists: Record<string, { load: () => Promise<Row[]>; names: string[] }> = {
    'res.country': { load: () => countries(session), names: ['code', 'name'] },
    'res.users': { load: () => users(session), names: ['login', 'name'] },
    'crm.team': { load: () => teams(session), names: ['name'] },
    'crm.stage': { load: () => stages(session), names: ['name'] },
    'res.company': { load: async () => companiesOf(session).map((one) => ({ ...one })), names: ['name'] },
  };
  const list = lists[relation];
  if (!list) return null;
  const rows = await list.load();
  const wanted = textOf(value).trim().toLowerCase();
  const byId = rows.find(({ id }) => String(id) === wanted);
  if (byId) return byId.id;
  for (const name of list.names) {
    const found = rows.filter((row) => textOf(row[name]).toLowerCase() === wanted);
    if (found.length === 1) return found[0]?.id ?? null;
  }
  return null;
}
