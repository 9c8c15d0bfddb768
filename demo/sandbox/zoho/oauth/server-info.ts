import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { ZohoContext } from '../context.js';
import { accountsServer, DATA_CENTRES } from '../data-centres.js';

/** `GET {accounts}/oauth/serverinfo`: the accounts server of every data centre. */
export function serverInfo(_context: ZohoContext, call: Call): Answer {
  const locations = DATA_CENTRES.map(({ id }) => [id, accountsServer(call.url.origin, id)]);
  return json(200, { result: 'success', locations: Object.fromEntries(locations) });
}
