import assert from 'node:assert/strict';
import { type RunningSandboxes, startSandboxes } from '../../../demo/sandbox/index.js';

/** What an app of this kind has to name, spelled out here so that the sandbox's own list is checked too. */
export const SCOPES =
  'oauth crm.objects.contacts.read crm.objects.contacts.write crm.objects.companies.read ' +
  'crm.objects.companies.write crm.objects.deals.read crm.objects.deals.write crm.objects.owners.read ' +
  'crm.schemas.contacts.read crm.schemas.companies.read crm.schemas.deals.read';

export const CLIENT = { client_id: 'sandbox-hubspot-client', client_secret: 'sandbox-hubspot-secret' };
export const REDIRECT = 'http://127.0.0.1:3000/crm/hubspot/callback';
export const PORTAL = 146_700_001;

/** JSON answers are looked into freely by tests. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is what each test asserts
export type Json = any;

export interface Reply {
  status: number;
  headers: Headers;
  body: Json;
}

/** A running sandbox with the calls tests make of it. */
export class HubspotBench {
  token = '';

  private constructor(readonly running: RunningSandboxes) {}

  static async start(
    settings: Record<string, unknown> = { limits: false },
    stateFile?: string,
  ): Promise<HubspotBench> {
    const hubspot = { settings, ...(stateFile === undefined ? {} : { stateFile }) };
    return new HubspotBench(await startSandboxes({ port: 0, hubspot }));
  }

  /** Starts and connects the first account. */
  static async connected(settings?: Record<string, unknown>): Promise<HubspotBench> {
    const bench = await HubspotBench.start(settings);
    await bench.connect();
    return bench;
  }

  close(): Promise<void> {
    return this.running.close();
  }

  get url(): string {
    return `${this.running.url}/hubspot`;
  }

  /** Posts the consent form; the answer is not followed. */
  consent(fields: Record<string, string> = {}): Promise<Response> {
    const { client_id } = CLIENT;
    const body = new URLSearchParams({
      client_id,
      redirect_uri: REDIRECT,
      scope: SCOPES,
      state: 'st',
      decision: 'allow',
      ...fields,
    });
    return fetch(`${this.url}/oauth/authorize`, { method: 'POST', body, redirect: 'manual' });
  }

  async code(fields: Record<string, string> = {}): Promise<string> {
    const answer = await this.consent(fields);
    assert.equal(answer.status, 302);
    return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
  }

  async oauth(path: string, fields: Record<string, string>): Promise<Reply> {
    const body = new URLSearchParams({ ...CLIENT, ...fields });
    return reply(await fetch(`${this.url}/oauth/2026-09/${path}`, { method: 'POST', body }));
  }

  exchange(code: string, fields: Record<string, string> = {}): Promise<Reply> {
    return this.oauth('token', { grant_type: 'authorization_code', redirect_uri: REDIRECT, code, ...fields });
  }

  /** Connects an account and keeps its access token for `api`. */
  async connect(fields: Record<string, string> = {}): Promise<Json> {
    const { status, body } = await this.exchange(await this.code(fields));
    assert.equal(status, 200);
    this.token = body.access_token;
    return body;
  }

  async api(method: string, path: string, body?: unknown, token = this.token): Promise<Reply> {
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    return reply(await fetch(`${this.url}${path}`, { method, headers, ...payload }));
  }

  objects(method: string, path: string, body?: unknown): Promise<Reply> {
    return this.api(method, `/crm/objects/2026-09/${path}`, body);
  }

  async control(method: string, path: string, body?: unknown): Promise<Json> {
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${this.running.url}/_sandbox/hubspot/${path}`, { method, ...payload });
    const value = await answer.json();
    assert.ok(answer.status < 300, `control ${path}: ${JSON.stringify(value)}`);
    return value;
  }

  /** Id of a seeded contact by e-mail. */
  async contactId(email: string): Promise<string> {
    const { body } = await this.objects('GET', `contacts/${encodeURIComponent(email)}?idProperty=email`);
    return body.id;
  }
}

async function reply(answer: Response): Promise<Reply> {
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : null };
}

/** Codes of an error envelope's rows. */
export function codes(body: Json): string[] {
  return (body.errors ?? []).map((row: { code?: string }) => row.code ?? '');
}

/** Waits until a condition holds; fails after half a minute. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
