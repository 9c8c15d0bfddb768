import { type ConnectorSession, CredentialsRefused } from '../connector.js';
import { searchRead } from './client.js';
import { textOf } from './text-of.js';
import { linkedId } from './translate.js';
import type { Row } from './types.js';

/** One of the customer's own companies in a database, and the currency of its deals. */
export interface Company {
  id: number;
  name: string;
  currency: string | null;
}

/**
 * Companies that a user may work in, and the one that new deals belong to: what was typed in (`company`), else the user's.
 *
 * @throws CredentialsRefused when the one that was typed in is none of the user's.
 */
export async function readCompanies(
  session: ConnectorSession,
  user: Row,
): Promise<{ current: Company | null; companies: Company[] }> {
  const main = linkedId(user['company_id']);
  const others = Array.isArray(user['company_ids']) ? user['company_ids'].map(Number) : [];
  const ids = [...new Set([...(main === null ? [] : [main]), ...others])];
  const args = { domain: [['id', 'in', ids]], fields: ['name', 'currency_id'] };
  const companies = (await searchRead(session, 'res.company', args)).result.map(toCompany);
  const wanted = textOf(session.metadata['company']).trim().toLowerCase();
  if (wanted === '') return { current: companies.find(({ id }) => id === main) ?? null, companies };
  const current = companies.find(({ id, name }) => name.toLowerCase() === wanted || String(id) === wanted);
  if (current) return { current, companies };
  const names = companies.map(({ name }) => name).join(', ');
  throw new CredentialsRefused('company', 'company_unknown', `This user works in: ${names}.`);
}

/** Companies as they were found when the account was connected. */
export function companiesOf({ metadata }: ConnectorSession): Company[] {
  return Array.isArray(metadata['companies']) ? (metadata['companies'] as Company[]) : [];
}

function toCompany(row: Row): Company {
  const currency = row['currency_id'];
  return {
    id: row.id,
    name: textOf(row['name']),
    currency: Array.isArray(currency) ? textOf(currency[1]) : null,
  };
}
