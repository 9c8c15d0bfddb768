import type { ConnectorSession, RemoteValues, WriteFault, WriteInput } from '../connector.js';
import { companiesOf } from './companies.js';
import { faultOf } from './encode.js';
import { CURRENCY } from './objects.js';
import { textOf } from './text-of.js';

/**
 * Odoo keeps one currency a company, and an amount in another one would be a wrong amount: a new deal in another currency
 * goes to the one company of the user that has it, and a deal that is there keeps its own.
 *
 * @param current values of the deal as it is; undefined for a new one.
 * @returns the company to write, if any.
 */
export function companyFor(
  session: ConnectorSession,
  { remoteId, values }: WriteInput,
  current: RemoteValues | undefined,
): { vals: RemoteValues } | { fault: WriteFault } {
  const wanted = textOf(values[CURRENCY]).toUpperCase();
  const own = remoteId === null ? session.metadata['company_currency'] : current?.[CURRENCY];
  if (wanted === '' || typeof own !== 'string' || own === wanted) return { vals: {} };
  const isChosen = typeof session.metadata['company_id'] === 'number';
  const others = companiesOf(session).filter(({ currency }) => currency === wanted);
  const [only] = others;
  if (remoteId === null && !isChosen && only && others.length === 1) return { vals: { company_id: only.id } };
  const message = `Odoo keeps ${remoteId === null ? 'the deals of this company' : 'this deal'} in ${own}, not in ${wanted}`;
  return { fault: faultOf('invalid_option', message, CURRENCY, wanted) };
}
