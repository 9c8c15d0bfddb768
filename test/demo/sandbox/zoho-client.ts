import assert from 'node:assert/strict';
import { type RunningSandboxes, startSandboxes } from '../../../demo/sandbox/index.js';

/** What an app of this kind has to ask for, spelled out here so that the sandbox's own list is checked too. */
export const SCOPES = [
  'ZohoCRM.modules.contacts.ALL',
  'ZohoCRM.modules.accounts.ALL',
  'ZohoCRM.modules.deals.ALL',
  'ZohoCRM.modules.calls.ALL',
  'ZohoCRM.modules.tasks.ALL',
  'ZohoCRM.modules.notes.ALL',
  'ZohoCRM.settings.modules.READ',
  'ZohoCRM.settings.fields.ALL',
  'ZohoCRM.settings.layouts.READ',
  'ZohoCRM.settings.pipeline.READ',
  'ZohoCRM.settings.currencies.READ',
  'ZohoCRM.org.READ',
  'ZohoCRM.users.READ',
  'ZohoCRM.notifications.ALL',
  'ZohoCRM.coql.READ',
  'ZohoSearch.securesearch.READ',
].join(',');

export const CLIENT = { client_id: 'sandbox-zoho-client', client_secret: 'sandbox-zoho-secret' };
export const REDIRECT = 'http://127.0.0.1:3000/crm/zoho/callback';

/** JSON answers are looked into freely by tests. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is what each test asserts
export type Json = any;

export interface Reply {
  status: number;
  headers: Headers;
  body: Json;
}

/** What a callback brings. */
export interface Callback {
  code: string;
  location: string;
  accountsServer: string;
}

/** A running sandbox with the calls tests make of it. */
export class ZohoBench {
  token = '';
  apiDomain = '';
  accountsServer = '';

  private constructor(readonly running: RunningSandboxes) {}

  static async start(
    settings: Record<string, unknown> = { limits: false },
    more: Record<string, unknown> = {},
  ): Promise<ZohoBench> {
    return new ZohoBench(await startSandboxes({ port: 0, zoho: { settings, ...more } }));
  }

  /** Starts and connects the first account, in the EU. */
  static async connected(settings?: Record<string, unknown>): Promise<ZohoBench> {
    const bench = await ZohoBench.start(settings);
    await bench.connect();
    return bench;
  }

  close(): Promise<void> {
    return this.running.close();
  }

  get url(): string {
    return `${this.running.url}/zoho`;
  }

  /** Id of the account in a data centre. */
  async orgIn(dc: string): Promise<string> {
    const { accounts } = await this.control('GET', 'accounts');
    return accounts.find((each: Json) => each.data_centre === dc).org;
  }

  /** Posts the consent form at an accounts server; the answer is not followed. */
  consent(fields: Record<string, string> = {}, startDc = 'us'): Promise<Response> {
    const body = new URLSearchParams({
      response_type: 'code',
      client_id: CLIENT.client_id,
      redirect_uri: REDIRECT,
      scope: SCOPES,
      state: 'st',
      access_type: 'offline',
      prompt: 'consent',
      decision: 'allow',
      ...fields,
    });
    const url = `${this.url}/accounts/${startDc}/oauth/v2/auth`;
    return fetch(url, { method: 'POST', body, redirect: 'manual' });
  }

  async callback(fields: Record<string, string> = {}, startDc = 'us'): Promise<Callback> {
    const answer = await this.consent(fields, startDc);
    assert.equal(answer.status, 302, await answer.text());
    const back = new URL(answer.headers.get('location') ?? '').searchParams;
    const read = (name: string) => back.get(name) ?? '';
    return { code: read('code'), location: read('location'), accountsServer: read('accounts-server') };
  }

  async oauth(server: string, path: string, fields: Record<string, string>): Promise<Reply> {
    const body = new URLSearchParams({ ...CLIENT, ...fields });
    return reply(await fetch(`${server}/oauth/v2/${path}`, { method: 'POST', body }));
  }

  exchange({ code, accountsServer }: Callback, fields: Record<string, string> = {}): Promise<Reply> {
    const own = { grant_type: 'authorization_code', redirect_uri: REDIRECT, code };
    return this.oauth(accountsServer, 'token', { ...own, ...fields });
  }

  refresh(refresh_token: string, server = this.accountsServer): Promise<Reply> {
    return this.oauth(server, 'token', { grant_type: 'refresh_token', refresh_token });
  }

  /** Connects an account and keeps its token and hosts for `api`. */
  async connect(fields: Record<string, string> = {}, startDc = 'us'): Promise<Json> {
    const callback = await this.callback(fields, startDc);
    const { body } = await this.exchange(callback);
    assert.ok(body.access_token, JSON.stringify(body));
    this.token = body.access_token;
    this.apiDomain = body.api_domain;
    this.accountsServer = callback.accountsServer;
    return body;
  }

  /** Calls the API of the connected account, below `/crm/v8/`. */
  async api(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${this.apiDomain}/crm/v8/${path}`, {
      method,
      headers: { authorization: `Zoho-oauthtoken ${this.token}`, ...headers },
      ...payload,
    });
    return reply(answer);
  }

  /** Writes one row and gives its answer. */
  async row(method: string, path: string, data: Json, more: Json = {}): Promise<Json> {
    const { body } = await this.api(method, path, { data: [data], trigger: [], ...more });
    return body.data?.[0] ?? body;
  }

  coql(select_query: string): Promise<Reply> {
    return this.api('POST', 'coql', { select_query });
  }

  async control(method: string, path: string, body?: unknown): Promise<Json> {
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${this.running.url}/_sandbox/zoho/${path}`, { method, ...payload });
    const value = await answer.json();
    assert.ok(answer.status < 300, `control ${path}: ${JSON.stringify(value)}`);
    return value;
  }

  /** Id of a seeded contact by e-mail. */
  async contactId(email: string): Promise<string> {
    const { body } = await this.coql(`select id from Contacts where Email = '${email}'`);
    return body.data[0].id;
  }
}

async function reply(answer: Response): Promise<Reply> {
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : null };
}

/** Waits until a condition holds; fails after half a minute. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
