import type { Connection } from '../../../shared/connection.js';
import { ERRORS, type ErrorCode, type Problem } from '../../../shared/errors.js';
import type { CrmField, FieldDrift, Mapping, MappingPreview, MappingRow } from '../../../shared/mapping.js';
import type { ProviderInfo } from '../../../shared/provider-info.js';
import { APP_FIELDS, type FieldType, OBJECTS, type ObjectName } from '../../../shared/records.js';
import type {
  ExampleRecord,
  FindExamplesResult,
  GetFieldsResult,
  GetMappingResult,
  PreviewMappingBody,
  PutMappingBody,
} from '../../../shared/routes/mappings.js';
import { FakeHistory } from './fake-history.js';

export const SERVICE = 'http://service.test';

export interface Asked {
  method: string;
  path: string;
  query: Record<string, string>;
  body: unknown;
  signal: AbortSignal;
}

export type Answer = { status: number; body: unknown };
type Handler = (asked: Asked) => Answer | Promise<Answer>;

export const ok = (body: unknown): Answer => ({ status: 200, body });

/** An error answer as the service gives it. */
export function refusal(code: ErrorCode, more: Partial<Problem> = {}): Answer {
  const { status, title } = ERRORS[code];
  const problem: Problem = {
    type: `https://example.test/problems/${code}`,
    title,
    status,
    code,
    detail: title,
    next: 'give_up',
    correlation_id: 'c-1',
    ...more,
  };
  return { status, body: problem };
}

export const crmField = (
  name: string,
  label: string,
  type: FieldType,
  more: Partial<CrmField> = {},
): CrmField => ({
  name,
  label,
  type,
  native_type: type,
  required: false,
  read_only: false,
  custom: false,
  unique: false,
  group: null,
  options: [],
  samples: [],
  ...more,
});

export const row = (field: string, crm: string | null, more: Partial<MappingRow> = {}): MappingRow => ({
  field,
  crm,
  direction: 'both',
  transforms: [],
  ...more,
});

const STATUSES = ['NEW', 'OPEN_DEAL', 'IN_PROGRESS', 'UNQUALIFIED', 'ATTEMPTED_TO_CONTACT'];

export const CRM_FIELDS: Record<ObjectName, CrmField[]> = {
  contact: [
    crmField('email', 'Email', 'email', { samples: ['giulia.ferri@prato.example'] }),
    crmField('firstname', 'First name', 'text', { samples: ['Giulia', 'Davide'] }),
    crmField('lastname', 'Last name', 'text'),
    crmField('mobilephone', 'Mobile', 'phone', { samples: ['349 555 0142'] }),
    crmField('phone', 'Phone', 'phone'),
    crmField('jobtitle', 'Job title', 'text'),
    crmField('country', 'Country/Region', 'text', { samples: ['Italia'] }),
    crmField('hs_lead_status', 'Lead status', 'enum', {
      options: STATUSES.map((value) => ({
        value,
        label: value.charAt(0) + value.slice(1).toLowerCase().replaceAll('_', ' '),
      })),
    }),
    crmField('yearly_use_kwh', 'Yearly use, kWh', 'number', { custom: true, samples: ['2700'] }),
    crmField('hs_language', 'Preferred language', 'enum', { samples: ['Italian', 'English'] }),
    crmField('contract_lang', 'Contract language', 'text', { samples: ['IT', 'EN'] }),
    crmField('hs_portal_lang', 'Portal language', 'text', { read_only: true }),
    crmField('createdate', 'Create date', 'datetime', { read_only: true }),
    crmField('associatedcompanyid', 'Company', 'ref'),
  ],
  company: [crmField('name', 'Company name', 'text'), crmField('domain', 'Company domain', 'text')],
  deal: [crmField('dealname', 'Deal name', 'text'), crmField('amount', 'Amount', 'number')],
  activity: [
    crmField('hs_timestamp', 'Date', 'datetime'),
    crmField('hs_call_direction', 'Direction', 'enum', {
      options: [
        { value: 'INBOUND', label: 'Inbound' },
        { value: 'OUTBOUND', label: 'Outbound' },
      ],
    }),
  ],
};

export const ROWS: Record<ObjectName, MappingRow[]> = {
  contact: [
    row('email', 'email', { transforms: [{ name: 'lower' }] }),
    row('phone_e164', 'mobilephone|phone', { transforms: [{ name: 'e164', country: 'IT' }] }),
    row('first_name', 'firstname'),
    row('last_name', 'lastname'),
    row('country_iso', 'country', { direction: 'from_crm', transforms: [{ name: 'country_iso' }] }),
    row('custom.call_result', 'hs_lead_status', {
      direction: 'to_crm',
      picklist: {
        values: [
          { app: 'Interested', crm: 'OPEN_DEAL' },
          { app: 'Call back', crm: 'IN_PROGRESS' },
          { app: 'Not interested', crm: 'UNQUALIFIED' },
          { app: 'Wrong number', crm: '' },
        ],
        other: 'empty',
      },
    }),
    row('custom.yearly_use', 'yearly_use_kwh'),
  ],
  company: [row('name', 'name'), row('domain', 'domain', { transforms: [{ name: 'domain' }] })],
  deal: [row('title', 'dealname'), row('amount_cents', 'amount', { transforms: [{ name: 'cents' }] })],
  activity: [
    row('occurred_at', 'hs_timestamp'),
    row('direction', 'hs_call_direction', {
      picklist: {
        values: [
          { app: 'inbound', crm: 'INBOUND' },
          { app: 'outbound', crm: 'OUTBOUND' },
        ],
        other: 'empty',
      },
    }),
  ],
};

/** The newest contact's raw values and what the service makes of them, by field of ours. */
const VALUES: Record<string, [raw: string, value: string | number | null, error?: string]> = {
  email: ['Giulia.Ferri@Prato.example', 'giulia.ferri@prato.example'],
  phone_e164: ['349 555 0142', '+39 349 555 0142'],
  first_name: ['Giulia', 'Giulia'],
  last_name: ['Ferri', 'Ferri'],
  country_iso: ['Italia', 'IT'],
  'custom.call_result': ['Open deal', 'Interested'],
  'custom.yearly_use': ['about 2.700', null],
};

const EXAMPLES: ExampleRecord[] = [
  { remote_id: '101', local_id: 'c-101', label: 'Giulia Ferri' },
  { remote_id: '102', local_id: 'c-102', label: 'Davide Neri' },
];

export const PROVIDERS: ProviderInfo[] = [
  {
    id: 'hubspot',
    label: 'HubSpot',
    auth: 'oauth2',
    credential_fields: [],
    objects: [...OBJECTS],
    doc_url: 'https://example.test',
    configured: true,
  },
  {
    id: 'zoho',
    label: 'Zoho CRM',
    auth: 'oauth2',
    credential_fields: [],
    objects: ['contact', 'company'],
    doc_url: 'https://example.test',
    configured: true,
  },
];

export const connection = (provider: string, more: Partial<Connection> = {}): Connection => ({
  id: `con_${provider}`,
  provider,
  status: 'active',
  status_reason: null,
  status_since: '2026-11-04T09:00:00Z',
  account: { id: '1', name: 'Nordest Energia', url: null },
  scopes: [],
  missing_scopes: [],
  connected_by: 'Marta Rinaldi',
  connected_at: '2026-11-04T09:00:00Z',
  paused_by: null,
  key_expires_at: null,
  channels: null,
  waiting_pushes: 0,
  counts: {},
  ...more,
});

/**
 * The service as the editor sees it, answering at the border of `fetch`: it keeps mappings and their versions.
 * `on` replaces the answer to one request, `asked` is all it was asked.
 */
export class FakeService {
  readonly asked: Asked[] = [];
  /** Requests that are not answered yet. */
  waiting = 0;
  connections = [connection('hubspot')];
  canEdit = true;
  /** What our fields hold, by field. */
  ownValues: Record<string, string[]> = {};
  crmFields = structuredClone(CRM_FIELDS);
  mappings = new Map<string, Mapping>();
  drift: FieldDrift[] = [];
  /** Versions, files, dry runs and values that do not fit. */
  readonly history = new FakeHistory(this);
  readonly #handlers = new Map<string, Handler>();
  readonly #fetch = globalThis.fetch;

  constructor() {
    globalThis.fetch = (input, init) => this.#answer(input, init);
  }

  restore(): void {
    globalThis.fetch = this.#fetch;
  }

  /** @param what `GET /crm/fields` */
  on(what: string, handler: Handler | null): void {
    if (handler) this.#handlers.set(what, handler);
    else this.#handlers.delete(what);
  }

  count(what: string): number {
    return this.of(what).length;
  }

  of(what: string): Asked[] {
    return this.asked.filter(({ method, path }) => `${method} ${path}` === what);
  }

  mapping(object: ObjectName, provider = 'hubspot'): Mapping {
    const key = `${provider} ${object}`;
    const known = this.mappings.get(key);
    if (known) return known;
    const rows = structuredClone(ROWS[object]);
    const preset: Mapping = {
      provider,
      object,
      level: 'workspace',
      version: 0,
      source: 'preset',
      rows,
      base: { source: 'preset', version: 0, rows: structuredClone(rows) },
      updated_at: null,
      updated_by: null,
    };
    this.mappings.set(key, preset);
    return preset;
  }

  /** Somebody saves. */
  put(object: ObjectName, rows: MappingRow[], person = 'Marta Rinaldi', note: string | null = null): Mapping {
    const before = this.mapping(object);
    const saved: Mapping = {
      ...before,
      rows: structuredClone(rows),
      version: before.version + 1,
      source: 'workspace',
      updated_by: person,
      updated_at: '2026-11-22T14:00:00Z',
    };
    this.mappings.set(`${before.provider} ${object}`, saved);
    this.history.keep(saved, before.rows, note);
    return saved;
  }

  async #answer(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const url = new URL(String(input));
    if (url.origin !== SERVICE) return this.#fetch(input, init);
    const asked: Asked = {
      method: init.method ?? 'GET',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      body: init.body ? JSON.parse(String(init.body)) : null,
      signal: init.signal ?? new AbortController().signal,
    };
    this.asked.push(asked);
    const what = `${asked.method} ${asked.path}`;
    this.waiting++;
    const answered = this.#handlers.get(what)?.(asked) ?? this.#usual(what, asked);
    const { status, body } = await Promise.resolve(answered).finally(() => this.waiting--);
    asked.signal.throwIfAborted();
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });
  }

  #usual(what: string, asked: Asked): Answer {
    const object = asked.query['object'] as ObjectName;
    const provider = asked.query['provider'] ?? 'hubspot';
    switch (what) {
      case 'GET /crm/session':
        return ok({
          app: { name: 'Linea' },
          workspace_id: 'ws_1',
          permissions: ['map', 'view'],
          actor: { name: 'Paolo Greco' },
          expires_at: null,
        });
      case 'GET /crm/providers':
        return ok({ data: PROVIDERS, next_cursor: null });
      case 'GET /crm/connections':
        return ok({ data: this.connections, next_cursor: null });
      case 'GET /crm/fields':
        return this.#fields(provider, object);
      case 'GET /crm/mappings':
        return ok(this.presented(this.mapping(object, provider)));
      case 'PUT /crm/mappings':
        return this.#save(object, asked.body as PutMappingBody);
      case 'GET /crm/mappings/examples':
        return ok(this.#examples(object, asked.query['search'] ?? ''));
      case 'POST /crm/mappings/preview':
        return ok(this.#preview(asked.body as PreviewMappingBody));
      default:
        return this.history.answer(what, asked) ?? refusal('not_found');
    }
  }

  #fields(provider: string, object: ObjectName): Answer {
    const fields: GetFieldsResult = {
      provider,
      object,
      app_fields: [...APP_FIELDS[object]],
      crm_fields: this.crmFields[object],
      fetched_at: '2026-11-22T14:00:00Z',
    };
    return ok(fields);
  }

  presented(mapping: Mapping): GetMappingResult {
    return { ...mapping, faults: [], can_edit: this.canEdit, drift: this.drift };
  }

  #save(object: ObjectName, { rows, base_version, note }: PutMappingBody): Answer {
    if (base_version !== undefined && base_version !== this.mapping(object).version) {
      return refusal('mapping_version_conflict');
    }
    return ok(this.presented(this.put(object, rows, 'Paolo Greco', note ?? null)));
  }

  #examples(object: ObjectName, search: string): FindExamplesResult {
    const examples = object === 'contact' ? EXAMPLES : [];
    return {
      examples: examples.filter(({ label }) => label.toLowerCase().includes(search.toLowerCase())),
      values: search ? {} : this.ownValues,
    };
  }

  #preview({ object, rows = [], record_id = '101' }: PreviewMappingBody): MappingPreview {
    if (object !== 'contact') return { record: null, rows: [] };
    return {
      record: EXAMPLES.find((example) => example.remote_id === record_id)!,
      rows: rows.map(({ field, crm, transforms }) => {
        const [raw, full, error = null] = VALUES[field] ?? [null, null];
        const value = transforms.some(({ name }) => name === 'upper') ? String(raw).toUpperCase() : full;
        const way = { ours: value, ours_by: 'crm', to_crm: raw, to_crm_error: null } as const;
        return { field, crm, raw, value, error, ...way };
      }),
    };
  }
}
