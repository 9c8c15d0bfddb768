import assert from 'node:assert/strict';
import { type RunningSandboxes, startSandboxes } from '../../../demo/sandbox/index.js';

/** Spelled out here, so that what the sandbox hands out is checked too. */
export const DATABASE = 'nordest';
export const LOGIN = 'connect@nordest-energia.example';
export const KEY = 'c0ffee42'.repeat(5);
export const UID = 3;
export const ADMIN = { uid: 2, key: 'ad3170ff'.repeat(5) };
/** May see only deals of his own. */
export const PAOLO = { uid: 5, key: 'ba5eba11'.repeat(5) };
/** Has no right in sales, and none to create contacts. */
export const ILARIA = { uid: 6, key: '0ff1ce00'.repeat(5) };

/** JSON answers are looked into freely by tests. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is what each test asserts
export type Json = any;

export interface Reply {
  status: number;
  headers: Headers;
  body: Json;
}

interface Who {
  uid: number;
  key: string;
}

/** A running sandbox with the calls tests make of it. */
export class OdooBench {
  private constructor(readonly running: RunningSandboxes) {}

  static async start(settings: Record<string, unknown> = {}, stateFile?: string): Promise<OdooBench> {
    const odoo = { settings, ...(stateFile === undefined ? {} : { stateFile }) };
    return new OdooBench(await startSandboxes({ port: 0, odoo }));
  }

  close(): Promise<void> {
    return this.running.close();
  }

  /** Base address of a server, as a customer types it in. */
  url(server: string): string {
    return `${this.running.url}/odoo/${server}`;
  }

  /** One JSON-RPC call; the whole envelope. */
  async rpc(server: string, service: string, method: string, args: unknown[]): Promise<Json> {
    const body = { jsonrpc: '2.0', method: 'call', params: { service, method, args }, id: 7 };
    const answer = await fetch(`${this.url(server)}/jsonrpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200);
    return answer.json();
  }

  /** A call on a model over JSON-RPC; the whole envelope. */
  call(
    server: string,
    model: string,
    method: string,
    args: unknown[] = [],
    named: Record<string, unknown> = {},
    who: Who = { uid: UID, key: KEY },
  ): Promise<Json> {
    return this.rpc(server, 'object', 'execute_kw', [DATABASE, who.uid, who.key, model, method, args, named]);
  }

  /** The same, expected to succeed: the result. */
  async do(
    server: string,
    model: string,
    method: string,
    args: unknown[] = [],
    named: Record<string, unknown> = {},
    who?: Who,
  ): Promise<Json> {
    const { result, error } = await this.call(server, model, method, args, named, who);
    assert.equal(error, undefined, JSON.stringify(error?.data?.message));
    return result;
  }

  /** The same, expected to fail: name and message of the exception. */
  async fails(
    server: string,
    model: string,
    method: string,
    args: unknown[] = [],
    named: Record<string, unknown> = {},
    who?: Who,
  ): Promise<{ name: string; message: string; debug: string }> {
    const { error } = await this.call(server, model, method, args, named, who);
    assert.equal(error?.message, 'Odoo Server Error');
    assert.equal(error.code, 200);
    return error.data;
  }

  async json2(
    path: string,
    body: unknown = {},
    headers: Record<string, string> = {},
    server = 'v19',
  ): Promise<Reply> {
    const answer = await fetch(`${this.url(server)}/json/2/${path}`, {
      method: 'POST',
      headers: {
        authorization: `bearer ${KEY}`,
        'content-type': 'application/json',
        'x-odoo-database': DATABASE,
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json');
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
  }

  async control(method: string, path: string, body?: unknown): Promise<Json> {
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${this.running.url}/_sandbox/odoo/${path}`, { method, ...payload });
    const value = await answer.json();
    assert.ok(answer.status < 300, `control ${path}: ${JSON.stringify(value)}`);
    return value;
  }

  /** Id of a person by e-mail. */
  async partnerId(server: string, email: string): Promise<number> {
    const [id] = await this.do(server, 'res.partner', 'search', [[['email', '=', email]]]);
    return id;
  }
}

/** Waits until a condition holds; fails after half a minute. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
