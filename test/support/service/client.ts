import assert from 'node:assert/strict';
import { allEndpoints } from '../../../service/app.js';
import type { Endpoint } from '../../../service/http/endpoint.js';
import type { RunningService } from '../../../service/start-service.js';
import { isProblem, type Problem } from '../../../shared/errors.js';
import type { SeenSecrets } from './secrets.js';

/** How to ask. */
export interface ApiOptions {
  key?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Fails when the answer has another status. */
  expect?: number;
}

export interface ApiAnswer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
  text: string;
}

type Ask = <T = Record<string, unknown>>(path: string, options?: ApiOptions) => Promise<ApiAnswer<T>>;

/** The API of a running service. */
export interface ApiClient {
  request<T = Record<string, unknown>>(
    method: string,
    path: string,
    options?: ApiOptions,
  ): Promise<ApiAnswer<T>>;
  get: Ask;
  post: Ask;
  put: Ask;
  patch: Ask;
  delete: Ask;
  /** Asks and expects a problem with this code; also checks its shape. */
  refused(method: string, path: string, code: string, options?: ApiOptions): Promise<ApiAnswer<Problem>>;
}

export function createApiClient(service: RunningService, secrets: SeenSecrets): ApiClient {
  const endpoints = allEndpoints(service.services, () => false);
  const request = async <T>(
    method: string,
    path: string,
    options: ApiOptions = {},
  ): Promise<ApiAnswer<T>> => {
    secrets.add(options.key);
    const response = await fetch(`${service.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const body: unknown = isJson && text !== '' ? JSON.parse(text) : text;
    secrets.addAnswer(body);
    secrets.addUrl(response.headers.get('location'));
    secrets.addCookies(response.headers.getSetCookie());
    const said = `${method} ${path} answered ${response.status} ${text.slice(0, 600)}`;
    if (options.expect !== undefined) assert.equal(response.status, options.expect, said);
    if (response.status < 300) checkResult(endpoints, method, path, response.status, body);
    else if (isJson && text !== '') checkProblem(response, body, said);
    return { status: response.status, headers: response.headers, body: body as T, text };
  };
  const by =
    (method: string): Ask =>
    (path, options) =>
      request(method, path, options);
  return {
    request,
    get: by('GET'),
    post: by('POST'),
    put: by('PUT'),
    patch: by('PATCH'),
    delete: by('DELETE'),
    refused: async (method, path, code, options) => {
      const answer = await request<Problem>(method, path, options);
      const said = `${method} ${path} answered ${answer.status} ${answer.text.slice(0, 600)}`;
      assert.ok(isProblem(answer.body), said);
      assert.equal(answer.body.code, code, said);
      return answer;
    },
  };
}

/** The endpoint a request meets, in the order they are mounted. */
export function findEndpoint(
  endpoints: readonly Endpoint[],
  method: string,
  path: string,
): Endpoint | undefined {
  const [pathname = ''] = path.split('?');
  return endpoints.find(({ route }) => {
    const pattern = route.path.replace(/[.]/g, '\\.').replace(/:[a-z_]+/g, '[^/]+');
    return route.method === method && new RegExp(`^${pattern}/?$`, 'i').test(pathname);
  });
}

/** Nothing missing, nothing of another type, and nothing that the documentation does not name. */
function checkResult(
  endpoints: readonly Endpoint[],
  method: string,
  path: string,
  status: number,
  body: unknown,
): void {
  const endpoint = findEndpoint(endpoints, method, path);
  if (!endpoint) return;
  assert.equal(status, endpoint.route.success, `${method} ${path} documents another status`);
  if (!endpoint.result) return;
  const parsed = endpoint.result.safeParse(body);
  assert.ok(parsed.success, `${method} ${path} answers another shape: ${parsed.error?.message}`);
  assert.deepEqual(body, parsed.data, `${method} ${path} answers more than it documents`);
}

function checkProblem(response: Response, body: unknown, said: string): void {
  assert.ok(isProblem(body), said);
  assert.equal(body.status, response.status, said);
  assert.equal(body.correlation_id, response.headers.get('x-request-id'), said);
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/, said);
}
