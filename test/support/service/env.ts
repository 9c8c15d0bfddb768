import { randomBytes } from 'node:crypto';

/** Origin of the page that embeds the elements; every test app allows it. */
export const HOST_ORIGIN = 'http://host.example';

/** What the sandbox CRMs know us by. */
export const TEST_CLIENT = { id: 'test-client-id', secret: 'test-client-secret-of-the-environment' };

/** The environment of a test service; everything of it can be overridden. */
export function testEnv(options: {
  port: number;
  sandboxUrl: string;
  role: string;
  [name: string]: string | number | undefined;
}): Record<string, string | undefined> {
  const { port, sandboxUrl, role, ...rest } = options;
  return {
    PORT: String(port),
    HOST: '127.0.0.1',
    APP_BASE_URL: `http://127.0.0.1:${port}`,
    FRONTEND_BASE_URL: HOST_ORIGIN,
    ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
    ADMIN_KEY: `operator-${randomBytes(12).toString('hex')}`,
    ROLE: role,
    ALLOW_PRIVATE_CRM_HOSTS: '1',
    ...sandboxEnv('HUBSPOT', `${sandboxUrl}/hubspot`),
    ...sandboxEnv('ZOHO', `${sandboxUrl}/zoho`),
    ...(rest as Record<string, string | undefined>),
  };
}

function sandboxEnv(name: string, url: string): Record<string, string> {
  return {
    [`CRM_${name}_CLIENT_ID`]: TEST_CLIENT.id,
    [`CRM_${name}_CLIENT_SECRET`]: TEST_CLIENT.secret,
    [`CRM_${name}_AUTH_URL`]: url,
    [`CRM_${name}_API_URL`]: url,
  };
}
