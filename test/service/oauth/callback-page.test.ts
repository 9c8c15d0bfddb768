import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { signInPage } from '../../../service/http/pages/sign-in-page.js';
import { beginFlow, CookieJar, consent, openStart, visit } from '../../support/service/sign-in.js';
import { HOST_ORIGIN, startTestService, type Tenant, type TestService } from '../../support/service.js';

describe('the page a sign-in ends on', () => {
  let service: TestService;
  let tenant: Tenant;

  before(async () => {
    service = await startTestService({ role: 'api', seed: false });
    tenant = await service.createTenant();
  });
  after(() => service.close());

  const finish = async (headers: Record<string, string> = {}, origin?: string, key = tenant.et) => {
    const jar = new CookieJar();
    const { body: flow } = await service.api.post<{ flow_id: string; url: string }>('/crm/connect-flows', {
      key,
      body: { provider: 'hubspot', ...(key === tenant.sk ? { workspace_id: 'ws_1' } : {}) },
      ...(origin === undefined ? {} : { headers: { origin } }),
      expect: 201,
    });
    const address = await consent(service, await openStart(service, flow.url, jar));
    const response = await visit(service, address, jar, headers);
    return { flow, response, markup: await response.text(), address: new URL(address) };
  };

  it('may run exactly its own script and style, and be framed by nobody', async () => {
    const { response, markup } = await finish();
    const csp = response.headers.get('content-security-policy') ?? '';
    for (const tag of ['script', 'style']) {
      const content = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(markup)?.[1] ?? '';
      const hash = createHash('sha256').update(content).digest('base64');
      assert.ok(content.length > 0);
      assert.match(csp, new RegExp(`${tag}-src 'sha256-${hash.replaceAll('+', '\\+')}'`));
    }
    assert.match(csp, /default-src 'none'/);
    assert.match(csp, /frame-ancestors 'none'/);
    assert.doesNotMatch(csp, /unsafe|\*/);
  });

  it('is not cached, sends no referrer, and keeps its opener on the whole way', async () => {
    const { response } = await finish();
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(response.headers.get('cross-origin-opener-policy'), 'unsafe-none');
    const start = await visit(service, (await beginFlow(service, tenant.et)).url, new CookieJar());
    assert.equal(start.status, 302);
    assert.equal(start.headers.get('cross-origin-opener-policy'), 'unsafe-none');
    assert.equal(start.headers.get('cache-control'), 'no-store');
  });

  it('binds the browser with a cookie that scripts and other sites cannot use', async () => {
    const start = await visit(service, (await beginFlow(service, tenant.et)).url, new CookieJar());
    assert.match(
      start.headers.get('set-cookie') ?? '',
      /^crm_browser=[\w-]{43}; Path=\/crm; Max-Age=3600; HttpOnly; SameSite=Lax$/,
    );
  });

  it('holds no state, code, cookie or token', async () => {
    const { markup, address } = await finish();
    for (const name of ['state', 'code']) {
      const value = address.searchParams.get(name);
      assert.ok(value && !markup.includes(value), `the page holds the ${name}`);
    }
  });

  it('hints to the page that began it, at its exact origin, and closes', async () => {
    const { flow, markup } = await finish({}, HOST_ORIGIN);
    assert.deepEqual(runPage(markup), {
      posted: [{ message: { type: 'crm-connect:flow', flow_id: flow.flow_id }, target: HOST_ORIGIN }],
      closed: true,
    });
  });

  it("hints nowhere but to the operator's own page when a backend names an origin its app does not allow", async () => {
    for (const origin of ['https://evil.example', 'null', 'javascript:alert(1)']) {
      const { markup } = await finish({}, origin, tenant.sk);
      assert.equal(runPage(markup).posted[0]?.target, HOST_ORIGIN);
      assert.ok(!markup.includes(origin) || origin === 'null');
    }
  });

  it('speaks Italian to an Italian browser and English to every other', async () => {
    assert.match(
      (await finish({ 'accept-language': 'it-IT,it;q=0.9,en;q=0.8' })).markup,
      /lang="it".*HubSpot è collegato/s,
    );
    for (const language of ['en-GB', 'de-DE,it;q=0.5', '', '*'])
      assert.match(
        (await finish({ 'accept-language': language })).markup,
        /lang="en".*HubSpot is connected/s,
      );
  });

  it('escapes what it shows', () => {
    const nasty = `"><script>alert(1)</script>&'`;
    const page = signInPage(
      { providerLabel: nasty, error: null, hint: { flowId: nasty, origin: nasty } },
      'en',
    );
    assert.equal([...page.matchAll(/<script/g)].length, 1);
    assert.ok(page.includes('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#39;'));
  });

  it('has words for every way a sign-in can end', () => {
    for (const error of [
      'consent_denied',
      'already_connected',
      'browser_mismatch',
      'state_invalid',
      'flow_used',
      'flow_expired',
      'flow_not_found',
      'crm_unreachable',
      'code_rejected',
      'provider_not_configured',
    ] as const)
      for (const language of ['en', 'it']) {
        const page = signInPage({ providerLabel: 'HubSpot', error, hint: null }, language);
        assert.doesNotMatch(page, /Something went wrong|Qualcosa non ha funzionato|\{crm\}|undefined/);
      }
  });
});

/** Runs the page's script as a window that has an opener would. */
function runPage(markup: string): { posted: { message: unknown; target: string }[]; closed: boolean } {
  const script = /<script>(.*?)<\/script>/s.exec(markup)?.[1] ?? '';
  const data = /<body([^>]*)>/.exec(markup)?.[1] ?? '';
  const dataset = Object.fromEntries(
    [...data.matchAll(/data-(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  const posted: { message: unknown; target: string }[] = [];
  let closed = false;
  runInNewContext(script, {
    document: { body: { dataset }, querySelector: () => ({ addEventListener: () => undefined }) },
    window: {
      opener: {
        postMessage: (message: object, target: string) => posted.push({ message: { ...message }, target }),
      },
    },
    close: () => {
      closed = true;
    },
    setTimeout: (run: () => void) => run(),
  });
  return { posted, closed };
}
