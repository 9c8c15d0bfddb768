import assert from 'node:assert/strict';
import type { Connection } from '../../../shared/connection.js';
import type { TestService } from '../service.js';
import { waitUntil } from './wait-until.js';

/** The cookies of one browser, for one host. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  take(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }

  header(): Record<string, string> {
    const pairs = [...this.#cookies].map(([name, value]) => `${name}=${value}`);
    return pairs.length === 0 ? {} : { cookie: pairs.join('; ') };
  }
}

/** A flow as its creation answered it. */
export interface StartedFlow {
  flow_id: string;
  url: string;
}

/** Begins a flow with a key. */
export async function beginFlow(
  service: TestService,
  key: string,
  provider = 'hubspot',
): Promise<StartedFlow> {
  const { body } = await service.api.post<StartedFlow>('/crm/connect-flows', {
    key,
    body: { provider },
    expect: 201,
  });
  return body;
}

/** Opens the start URL as a browser does; answers the CRM's address it is sent to. */
export async function openStart(service: TestService, url: string, jar: CookieJar): Promise<string> {
  const response = await visit(service, url, jar);
  const location = response.headers.get('location');
  assert.equal(response.status, 302, `the start URL answered ${response.status}`);
  assert.ok(location);
  return location;
}

/** Answers the CRM's consent page; gives the callback address it redirects to. */
export async function consent(
  service: TestService,
  authorizeUrl: string,
  options: { portal?: number | undefined; decision?: 'allow' | 'deny' } = {},
): Promise<string> {
  const page = await fetch(authorizeUrl);
  const markup = await page.text();
  assert.equal(page.status, 200, `the consent page answered ${page.status} ${markup.slice(0, 300)}`);
  const form = new URLSearchParams();
  for (const [, name = '', value = ''] of markup.matchAll(
    /<input type="(?:hidden|radio)" name="([^"]+)" value="([^"]*)"/g,
  ))
    if (!form.has(name)) form.set(name, unescapeHtml(value));
  form.set('decision', options.decision ?? 'allow');
  if (options.portal !== undefined) form.set('portal_id', String(options.portal));
  const action = /<form[^>]*action="([^"]+)"/.exec(markup)?.[1] ?? '';
  const response = await fetch(new URL(action, authorizeUrl), {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  const location = response.headers.get('location');
  assert.ok(location, `the consent form answered ${response.status}`);
  service.secrets.addUrl(location);
  return location;
}

/** A page load of a browser. */
export async function visit(
  service: TestService,
  url: string,
  jar: CookieJar,
  headers: Record<string, string> = {},
): Promise<Response> {
  const response = await fetch(url, { redirect: 'manual', headers: { ...jar.header(), ...headers } });
  jar.take(response);
  service.secrets.addCookies(response.headers.getSetCookie());
  service.secrets.addUrl(response.headers.get('location'));
  await service.secrets.addStored(service.running.services);
  return response;
}

/** The whole way: flow, consent, callback. */
export async function signIn(
  service: TestService,
  key: string,
  { portal, provider }: { portal?: number; provider?: string },
): Promise<Connection> {
  const jar = new CookieJar();
  const flow = await beginFlow(service, key, provider);
  const authorizeUrl = await openStart(service, flow.url, jar);
  const back = await consent(service, authorizeUrl, { portal });
  const page = await visit(service, back, jar);
  assert.equal(page.status, 200, await page.text());
  const connectionId = await waitUntil('the flow is connected', async () => {
    const { body } = await service.api.get<{ state: string; connection_id: string | null }>(
      `/crm/connect-flows/${flow.flow_id}`,
      { key },
    );
    return body.state === 'connected' && body.connection_id;
  });
  const { body } = await service.api.get<{ data: Connection[] }>('/crm/connections', { key, expect: 200 });
  const connection = body.data.find(({ id }) => id === connectionId);
  assert.ok(connection, 'the new connection is listed');
  return connection;
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
