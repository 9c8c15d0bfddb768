import { startSandboxes } from '../../../demo/sandbox/index.js';
import type { RemoteValues } from '../../../service/connectors/connector.js';
import type { ObjectName } from '../../../shared/records.js';
import type { ProviderUnderTest } from '../../contract/provider-under-test.js';
import {
  type Control,
  controlOf,
  recordDrivers,
  type SandboxRecord,
} from '../../contract/sandbox-drivers.js';

const NAMES: Record<ObjectName, string> = {
  contact: 'Contacts',
  company: 'Accounts',
  deal: 'Deals',
  activity: 'Calls',
};

/** The sandbox Zoho CRM and its control door. */
export interface ZohoUnderTest extends ProviderUnderTest {
  control: Control;
  /** By Zoho's own module name. */
  records(module: string): Promise<SandboxRecord[]>;
  create(module: string, properties: object): Promise<string>;
  /** Requests asked so far, by a part of the path. */
  requests(
    pathIncludes: string,
    method?: string,
  ): Promise<{ method: string; path: string; body?: unknown }[]>;
}

/** Starts an empty sandbox Zoho on a free port; limits are the vendor's unless `settings` say otherwise. */
export async function startProvider(settings: Record<string, unknown> = {}): Promise<ZohoUnderTest> {
  const client = { id: 'test-client', secret: 'test-secret-of-the-client' };
  const sandboxes = await startSandboxes({
    port: 0,
    seed: false,
    zoho: {
      clientId: client.id,
      clientSecret: client.secret,
      // The suite signs in more often than Zoho lets a person in ten minutes.
      settings: { limits: { oauth: false }, ...settings },
    },
  });
  const base = `${sandboxes.url}/zoho`;
  const control = controlOf(sandboxes.url, 'zoho');
  const fault = async (body: object) => void (await control('faults', body));
  return {
    hosts: { authUrl: base, apiUrl: base },
    client,
    redirectUri: 'http://localhost/callback',
    approve: async (url) => {
      const { accounts } = await control<{ accounts: { org: string }[] }>('accounts');
      return approve(url, accounts[0]?.org ?? '');
    },
    ...recordDrivers<unknown>(control, NAMES),
    contactValues: (name): RemoteValues => ({
      Email: `${name.toLowerCase()}@contract.example`,
      First_Name: name,
      Last_Name: 'Contract',
    }),
    callValues: (subject) => ({
      Subject: subject,
      Call_Start_Time: '2026-11-20T10:00:00.000Z',
      '@duration_s': 95,
      Call_Type: 'Outbound',
    }),
    nameField: 'First_Name',
    unknownField: 'No_Such_Field',
    longest: { lastName: 80, note: 32_000 },
    fault: {
      rateLimit: (waitS) =>
        fault({ kind: 'rate_limit', retry_after_s: waitS, match: { path_includes: '/crm/v8/' } }),
      loseAnswerOfNextWrite: () =>
        fault({
          kind: 'timeout_after_write',
          delay_ms: 0,
          match: { method: 'POST', path_includes: '/crm/v8/Calls' },
        }),
      revokeGrant: () => fault({ kind: 'revoke_grant' }),
      expireAccessTokens: () => fault({ kind: 'expire_access_tokens' }),
    },
    control,
    requests: async (pathIncludes, method) => {
      const query = new URLSearchParams({ path_includes: pathIncludes, ...(method ? { method } : {}) });
      const { requests } = await control<{ requests: { method: string; path: string; body?: unknown }[] }>(
        `requests?${query}`,
      );
      return requests;
    },
    close: () => sandboxes.close(),
  };
}

/** Sends the consent form as a browser would; answers where it redirects. */
async function approve(authorizeUrl: string, org: string): Promise<string> {
  const page = await fetch(authorizeUrl);
  const markup = await page.text();
  if (page.status !== 200) throw new Error(`the consent page answered ${page.status}: ${markup}`);
  const form = new URLSearchParams(new URL(authorizeUrl).search);
  form.set('decision', 'allow');
  form.set('org_id', org);
  const action = /<form method="post" action="([^"]+)"/.exec(markup)?.[1] ?? '';
  const response = await fetch(new URL(action, authorizeUrl), {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  const location = response.headers.get('location');
  if (location === null) throw new Error(`the consent form answered ${response.status}`);
  return location;
}
