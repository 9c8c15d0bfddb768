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
  contact: 'contacts',
  company: 'companies',
  deal: 'deals',
  activity: 'calls',
};

/** The sandbox HubSpot and its control door. */
export interface HubspotUnderTest extends ProviderUnderTest {
  control: Control;
  /** By HubSpot's own object name. */
  records(object: string): Promise<SandboxRecord<string>[]>;
  create(object: string, properties: object, associations?: object): Promise<string>;
}

/** Starts an empty sandbox HubSpot on a free port; limits are lifted unless `settings` say otherwise. */
export async function startProvider(settings: Record<string, unknown> = {}): Promise<HubspotUnderTest> {
  const client = { id: 'test-client', secret: 'test-secret-of-the-client' };
  const sandboxes = await startSandboxes({
    port: 0,
    seed: false,
    hubspot: { clientId: client.id, clientSecret: client.secret, settings },
  });
  const base = `${sandboxes.url}/hubspot`;
  const control = controlOf(sandboxes.url, 'hubspot');
  const fault = async (body: object) => void (await control('faults', body));
  return {
    hosts: { authUrl: base, apiUrl: base },
    client,
    redirectUri: 'http://localhost/callback',
    approve: (url) => approve(url),
    ...recordDrivers<string>(control, NAMES),
    contactValues: (name): RemoteValues => ({
      email: `${name.toLowerCase()}@contract.example`,
      firstname: name,
      lastname: 'Contract',
    }),
    callValues: (subject) => ({
      hs_call_title: subject,
      hs_timestamp: '2026-11-20T10:00:00Z',
      hs_call_duration: 95_000,
      hs_call_direction: 'OUTBOUND',
    }),
    nameField: 'firstname',
    unknownField: 'no_such_property',
    longest: { lastName: 65_536, note: 65_000 },
    fault: {
      rateLimit: (waitS) =>
        fault({ kind: 'rate_limit', retry_after_s: waitS, match: { path_includes: '/crm/' } }),
      loseAnswerOfNextWrite: () =>
        fault({ kind: 'timeout_after_write', delay_ms: 0, match: { path_includes: '/crm/objects/' } }),
      revokeGrant: () => fault({ kind: 'revoke_grant' }),
      expireAccessTokens: () => fault({ kind: 'expire_access_tokens' }),
    },
    control,
    close: () => sandboxes.close(),
  };
}

/** Sends the consent form as a browser would; answers where it redirects. */
async function approve(authorizeUrl: string): Promise<string> {
  const url = new URL(authorizeUrl);
  const form = new URLSearchParams(url.search);
  form.set('decision', 'allow');
  const page = await fetch(url, { redirect: 'manual' });
  if (page.status !== 200) throw new Error(`the consent page answered ${page.status}`);
  const response = await fetch(new URL(url.pathname, url), {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  return response.headers.get('location') ?? '';
}
