import type { ConnectFlow, Connection } from '../../../shared/connection.js';
import type { ErrorCode, FieldFault } from '../../../shared/errors.js';
import { PERMISSIONS, type Permission } from '../../../shared/keys.js';
import type { ProviderInfo } from '../../../shared/provider-info.js';

export const SERVICE_URL = 'https://crm.service.test';

const objects: ProviderInfo['objects'] = ['contact', 'company', 'deal', 'activity'];

export const hubspot: ProviderInfo = {
  id: 'hubspot',
  label: 'HubSpot',
  auth: 'oauth2',
  credential_fields: [],
  objects,
  doc_url: 'https://developers.example/hubspot',
  configured: true,
};
export const zoho: ProviderInfo = { ...hubspot, id: 'zoho', label: 'Zoho CRM' };
export const odoo: ProviderInfo = {
  ...hubspot,
  id: 'odoo',
  label: 'Odoo',
  auth: 'api_key',
  credential_fields: [
    { name: 'url', label: 'Address', type: 'url', required: true, placeholder: 'https://you.odoo.example' },
    { name: 'database', label: 'Database', type: 'text', required: true },
    { name: 'username', label: 'User', type: 'text', required: true },
    {
      name: 'api_key',
      label: 'API key',
      type: 'password',
      required: true,
      help_url: 'https://developers.example/odoo-key',
    },
  ],
};

const thisYear = new Date().getFullYear();

/** A HubSpot account Marta connected, in good health, unless told otherwise. */
export function connection(changes: Partial<Connection> = {}): Connection {
  return {
    id: 'con_1',
    provider: 'hubspot',
    status: 'active',
    status_reason: null,
    status_since: `${thisYear}-11-21T12:00:00Z`,
    account: { id: '42', name: 'Nordest Energia', url: null },
    scopes: ['contacts'],
    missing_scopes: [],
    connected_by: 'Marta Rinaldi',
    connected_at: `${thisYear}-11-04T12:00:00Z`,
    paused_by: null,
    key_expires_at: null,
    channels: null,
    waiting_pushes: 0,
    counts: { contact: 2140, company: 318, deal: 96 },
    ...changes,
  };
}

export const endedZoho = connection({
  id: 'con_2',
  provider: 'zoho',
  status: 'needs_reauth',
  status_reason: 'grant_revoked',
  account: { id: '43', name: 'Nordest Servizi', url: null },
  connected_by: 'Paolo Greco',
  connected_at: `${thisYear}-10-12T12:00:00Z`,
  waiting_pushes: 38,
});

/** What a request of the element looked like. */
export interface Seen {
  method: string;
  path: string;
  query: string;
  body: unknown;
  token: string | null;
}

type Answer = { status?: number; json?: unknown };

/** The service as the elements see it, behind `globalThis.fetch`; its state can be changed while a test runs. */
export class FakeCrms {
  providers: ProviderInfo[] = [hubspot, zoho, odoo];
  connections: Connection[] = [];
  permissions: Permission[] = [...PERMISSIONS];
  flow: ConnectFlow | null = null;
  /** What the next answers to some `METHOD /path` are, instead of the ordinary ones. */
  readonly instead = new Map<string, () => Answer | Promise<Answer>>();
  readonly seen: Seen[] = [];
  isDown = false;
  /** Holds back a request (`METHOD /path`) until what it returns is settled. */
  before: (route: string) => Promise<void> | undefined = () => undefined;
  readonly #real = globalThis.fetch;

  /** @param base path of the service's address, as in `/service`. */
  constructor(private readonly base = '') {}

  install(): this {
    globalThis.fetch = (input, init) => this.#answer(new Request(input, init));
    return this;
  }

  restore(): void {
    globalThis.fetch = this.#real;
  }

  asked(method: string, path: string): Seen[] {
    return this.seen.filter((request) => request.method === method && request.path === path);
  }

  /** Answers a request with a problem, until `instead` is cleared. */
  refuse(route: string, status: number, code: ErrorCode, errors: FieldFault[] = []): void {
    this.instead.set(route, () => ({
      status,
      json: { code, status, title: code, detail: code, next: 'retry', errors, correlation_id: 'cor_1' },
    }));
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname: path, search: query } = new URL(request.url);
    // An older service. Not counted.
    if (path.endsWith('/crm/events')) return Response.json(null, { status: 404 });
    const text = await request.text();
    const token = request.headers.get('authorization');
    this.seen.push({ method: request.method, path, query, body: text ? JSON.parse(text) : null, token });
    if (this.isDown) throw new TypeError('Failed to fetch');
    const route = `${request.method} ${path}`;
    await this.before(route);
    const answer =
      (await this.instead.get(route)?.()) ?? this.#ordinary(route.replace(` ${this.base}/`, ' /'), query);
    request.signal.throwIfAborted();
    return Response.json(answer.json ?? null, { status: answer.status ?? 200 });
  }

  #ordinary(route: string, query: string): Answer {
    const page = (data: unknown[]) => ({ json: { data, next_cursor: null } });
    if (route === 'GET /crm/session') {
      const { permissions } = this;
      return {
        json: { app: { name: 'Linea' }, workspace_id: 'ws', permissions, actor: null, expires_at: null },
      };
    }
    if (route === 'GET /crm/providers') return page(this.providers);
    if (route === 'GET /crm/connections') return page(this.connections);
    if (route === 'POST /crm/connect-flows') {
      this.flow = {
        flow_id: 'flow_1',
        provider: (this.seen.at(-1)!.body as { provider: string }).provider,
        state: 'pending',
        error: null,
        connection_id: null,
        expires_at: new Date(Date.now() + 600_000).toISOString(),
      };
      return { status: 201, json: { ...this.flow, url: 'about:blank#sign-in' } };
    }
    if (route === 'GET /crm/connect-flows/flow_1') return { json: this.flow };
    if (route === 'DELETE /crm/connect-flows/flow_1') return { json: { ...this.flow, state: 'cancelled' } };
    if (route === 'POST /crm/sync/start')
      return { status: 202, json: { run_id: 'run_1', already_running: false } };
    const id = /^(PATCH|DELETE) \/crm\/connections\/(\w+)$/.exec(route)?.[2];
    const found = this.connections.find((one) => one.id === id);
    if (!found) return { status: 404, json: { code: 'not_found', correlation_id: 'cor_2', detail: route } };
    if (route.startsWith('DELETE')) found.status = 'disconnected';
    else {
      const { paused } = this.seen.at(-1)!.body as { paused: boolean };
      Object.assign(
        found,
        paused ? { status: 'paused', paused_by: 'Marta Rinaldi' } : { status: 'active', paused_by: null },
      );
    }
    return { json: { ...found, removed: query.includes('delete') ? true : undefined } };
  }
}
