import { expect } from '@open-wc/testing';
import { ApiError, CrmClient, isTransient, NetworkError } from '../../../widget/api/client.js';

const ROUTE = { method: 'GET', path: '/crm/things/:thing_id' } as const;
const OPTIONS = { params: { thing_id: 'a b' } };
const real = globalThis.fetch;

let seen: Request[];

function answerWith(answer: (request: Request) => Response | Promise<Response>): void {
  globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    seen.push(request);
    return Promise.resolve(answer(request));
  };
}

const problem = (status: number, code: string) =>
  Response.json({ code, status, detail: code, correlation_id: 'c' }, { status });
const tokenOf = (request: Request) => request.headers.get('authorization');

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );
}

describe('CrmClient', () => {
  beforeEach(() => {
    seen = [];
  });
  afterEach(() => {
    globalThis.fetch = real;
  });

  it('sends the key, the query without empty values, and the body as JSON', async () => {
    answerWith(() => Response.json({ ok: true }));
    const client = new CrmClient({ serviceUrl: 'https://s.test/base/', token: 'et_1', tokenProvider: null });
    const query = { a: 1, b: null, c: undefined, d: 'x y' };
    const body = { name: 'è' };
    const route = { method: 'POST', path: ROUTE.path } as const;
    expect(await client.request(route, { ...OPTIONS, query, body, idempotencyKey: 'k1' })).to.deep.equal({
      ok: true,
    });
    const [request] = seen;
    expect(request!.url).to.equal('https://s.test/base/crm/things/a%20b?a=1&d=x+y');
    expect(tokenOf(request!)).to.equal('Bearer et_1');
    expect(request!.headers.get('idempotency-key')).to.equal('k1');
    expect(request!.credentials).to.equal('omit');
    expect(await request!.json()).to.deep.equal(body);
  });

  it('takes a service URL relative to the page, and knows its origin', () => {
    const client = new CrmClient({ serviceUrl: '/crm-service', token: 'x', tokenProvider: null });
    expect(client.baseUrl).to.equal(`${location.origin}/crm-service`);
    expect(client.origin).to.equal(location.origin);
  });

  it('renews an expired key once for all requests under way, and repeats each of them', async () => {
    let renewals = 0;
    answerWith((request) =>
      tokenOf(request) === 'Bearer new' ? Response.json({ ok: true }) : problem(401, 'key_expired'),
    );
    const tokenProvider = async () => {
      renewals += 1;
      return 'new';
    };
    const client = new CrmClient({ serviceUrl: 'https://s.test', token: 'old', tokenProvider });
    const answers = await Promise.all([1, 2, 3].map(() => client.request(ROUTE, OPTIONS)));
    expect(answers).to.deep.equal([{ ok: true }, { ok: true }, { ok: true }]);
    expect(renewals).to.equal(1);
    expect(seen.length).to.equal(6);
  });

  it('asks the provider first when there is no key yet', async () => {
    answerWith(() => Response.json({}));
    const client = new CrmClient({
      serviceUrl: 'https://s.test',
      token: '',
      tokenProvider: async () => 'fresh',
    });
    await client.request(ROUTE, OPTIONS);
    expect(seen.map(tokenOf)).to.deep.equal(['Bearer fresh']);
  });

  it('does not renew a second time when the new key is refused too', async () => {
    let renewals = 0;
    answerWith(() => problem(401, 'key_expired'));
    const tokenProvider = async () => {
      renewals += 1;
      return `new${renewals}`;
    };
    const client = new CrmClient({ serviceUrl: 'https://s.test', token: 'old', tokenProvider });
    const error = await errorOf(client.request(ROUTE, OPTIONS));
    expect((error as ApiError).code).to.equal('key_expired');
    expect([renewals, seen.length]).to.deep.equal([1, 2]);
  });

  it('renews only for an expired key, never for a revoked one', async () => {
    answerWith(() => problem(401, 'key_revoked'));
    const tokenProvider = async () => {
      throw new Error('asked');
    };
    const client = new CrmClient({ serviceUrl: 'https://s.test', token: 'old', tokenProvider });
    expect(((await errorOf(client.request(ROUTE, OPTIONS))) as ApiError).code).to.equal('key_revoked');
  });

  it('tries the provider again after it failed', async () => {
    answerWith(() => Response.json({ ok: true }));
    let isBroken = true;
    const tokenProvider = async () => {
      if (isBroken) throw new Error('host is down');
      return 'late';
    };
    const client = new CrmClient({ serviceUrl: 'https://s.test', token: '', tokenProvider });
    expect(await errorOf(client.request(ROUTE, OPTIONS))).to.be.instanceOf(NetworkError);
    isBroken = false;
    expect(await client.request(ROUTE, OPTIONS)).to.deep.equal({ ok: true });
  });

  it('tells apart no answer, an answer that is a problem, and one that something in between gave', async () => {
    const client = new CrmClient({ serviceUrl: 'https://s.test', token: 'x', tokenProvider: null });
    answerWith(() => {
      throw new TypeError('Failed to fetch');
    });
    const none = await errorOf(client.request(ROUTE, OPTIONS));
    expect(none).to.be.instanceOf(NetworkError);
    answerWith(() => problem(409, 'not_connected'));
    const refused = await errorOf(client.request(ROUTE, OPTIONS));
    expect((refused as ApiError).problem?.correlation_id).to.equal('c');
    answerWith(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    const between = await errorOf(client.request(ROUTE, OPTIONS));
    expect((between as ApiError).problem).to.equal(null);
    expect([none, refused, between].map(isTransient)).to.deep.equal([true, false, true]);
  });

  it('gives up after the time-out, and passes on an abort of the caller as it is', async () => {
    globalThis.fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    const client = new CrmClient({ serviceUrl: 'https://s.test', token: 'x', tokenProvider: null });
    expect(await errorOf(client.request(ROUTE, { ...OPTIONS, timeoutMs: 20 }))).to.be.instanceOf(
      NetworkError,
    );
    const abort = new AbortController();
    const asked = errorOf(client.request(ROUTE, { ...OPTIONS, signal: abort.signal }));
    abort.abort();
    expect(((await asked) as DOMException).name).to.equal('AbortError');
  });

  it('answers undefined for an empty body', async () => {
    answerWith(() => new Response(null, { status: 204 }));
    const client = new CrmClient({ serviceUrl: 'https://s.test', token: 'x', tokenProvider: null });
    expect(await client.request(ROUTE, OPTIONS)).to.equal(undefined);
  });

  it('knows the errors of another copy of itself: a workspace may come from another file than its elements', async () => {
    const copy = '../../../widget/api/client.ts?copy';
    const other = (await import(copy)) as typeof import('../../../widget/api/client.js');
    expect(other.ApiError).to.not.equal(ApiError);
    const refused = new other.ApiError(503, null);
    expect(refused instanceof ApiError && !(refused instanceof NetworkError)).to.equal(true);
    expect([refused, new other.NetworkError('No answer')].map(isTransient)).to.deep.equal([true, true]);
    expect(new Error('other') instanceof ApiError).to.equal(false);
  });
});
