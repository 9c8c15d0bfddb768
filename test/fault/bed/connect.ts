import { CookieBrowser } from '../../../demo/check/cookie-browser.js';
import { hubspotDriver } from '../../../demo/check/hubspot-driver.js';
import { waitUntil } from '../../support/service/wait-until.js';
import type { Host } from './host.js';

/** Makes an app with a workspace, and connects the CRM through its consent page. @returns the connection's id. */
export async function connectHost(host: Host): Promise<string> {
  const { keys, workspaceId } = host;
  const app = await host.ask<{ id: string; secret_key: string }>('POST', '/crm/admin/apps', {
    key: keys.admin,
    body: { name: 'Fault test', allowed_origins: [] },
  });
  keys.secret = app.secret_key;
  const own = await host.ask<{ key: string }>('POST', `/crm/admin/apps/${app.id}/keys`, {
    key: keys.admin,
    body: { kind: 'wk', workspace_id: workspaceId },
  });
  keys.workspace = own.key;
  const flow = await host.ask<{ flow_id: string; url: string }>('POST', '/crm/connect-flows', {
    body: { provider: 'hubspot' },
  });
  const browser = new CookieBrowser();
  await hubspotDriver.approve(browser, await browser.open(flow.url));
  return waitUntil('the CRM is connected', async () => {
    const { connection_id } = await host.ask<{ connection_id: string | null }>(
      'GET',
      `/crm/connect-flows/${flow.flow_id}`,
    );
    return connection_id;
  });
}
