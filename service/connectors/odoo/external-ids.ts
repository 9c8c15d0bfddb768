import { type ConnectorSession, CrmError } from '../connector.js';
import { searchRead } from './client.js';

/** The module our external ids bear: no module of Odoo has that name. */
const MODULE = '__connect__';

/** A write key as the name part of an external id, which holds neither dots nor spaces. */
export function externalName(key: string, suffix = ''): string {
  return `${key.replace(/[^\w-]/g, '_')}${suffix}`;
}

export function externalId(name: string): string {
  return `${MODULE}.${name}`;
}

/** Database ids by name; null where we may not read them. */
export async function findExternalIds(
  session: ConnectorSession,
  model: string,
  names: readonly string[],
): Promise<Map<string, number> | null> {
  const domain = [
    ['module', '=', MODULE],
    ['model', '=', model],
    ['name', 'in', names],
  ];
  try {
    const { result } = await searchRead(session, 'ir.model.data', { domain, fields: ['name', 'res_id'] });
    return new Map(result.map((row) => [String(row['name']), Number(row['res_id'])]));
  } catch (error) {
    if (error instanceof CrmError && error.kind === 'permission') return null;
    throw error;
  }
}
