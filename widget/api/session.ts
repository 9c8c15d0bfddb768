import type { GetSessionResult, getSession } from '../../shared/routes/keys.js';
import type { CrmClient, Endpoint } from './client.js';

const SESSION: Endpoint<typeof getSession> = { method: 'GET', path: '/crm/session' };

/** What the key in use may do, for whom, and the app it belongs to. */
export function readSession(client: CrmClient): Promise<GetSessionResult> {
  return client.request(SESSION);
}
