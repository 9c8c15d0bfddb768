import { startSandboxes } from '../../../demo/sandbox/index.js';
import type { RemoteValues } from '../../../service/connectors/connector.js';
import type { ObjectName } from '../../../shared/records.js';
import type { ProviderUnderTest } from '../../contract/provider-under-test.js';
import { type Control, controlOf, usualDrivers } from '../../contract/sandbox-drivers.js';

const MODELS: Record<ObjectName, string> = {
  contact: 'res.partner',
  company: 'res.partner',
  deal: 'crm.lead',
  activity: 'mail.message',
};

/** A record as the sandbox stores it. */
export type StoredRecord = Record<string, unknown> & { id: number };

/** One server of the sandbox Odoo, and its control door. */
export interface OdooUnderTest extends ProviderUnderTest {
  server: string;
  control: Control;
  records(model: string, query?: Record<string, string>): Promise<StoredRecord[]>;
  /** What a person types in, with a new key; of the user with that login, else the integration user. */
  typedIn(more?: { login?: string; days?: number | null }): Promise<Record<string, string>>;
  create(model: string, values: Record<string, unknown>): Promise<number>;
}

/** Both ways to speak to Odoo pass the contract. */
export const variants: Record<string, typeof startProvider> = {
  'over JSON-2': (settings) => startProvider(settings, 'v19'),
  'over JSON-RPC': (settings) => startProvider(settings, 'v18'),
};

/** Starts an empty sandbox Odoo on a free port. */
export async function startProvider(
  settings: Record<string, unknown> = {},
  server = 'v19',
): Promise<OdooUnderTest> {
  const sandboxes = await startSandboxes({ port: 0, seed: false, odoo: { settings } });
  const control = controlOf(sandboxes.url, 'odoo');
  const records = async (model: string, query: Record<string, string> = {}): Promise<StoredRecord[]> => {
    const search = new URLSearchParams({ model, server, limit: '10000', ...query });
    return (await control<{ results: StoredRecord[] }>(`records?${search}`)).results;
  };
  const write = async (model: string, values: RemoteValues, id?: number): Promise<number> => {
    const body = { model, server, records: [{ ...(id === undefined ? {} : { id }), values }] };
    return (await control<{ ids: number[] }>('records', body)).ids[0] ?? 0;
  };
  const typedIn: OdooUnderTest['typedIn'] = async (more = {}) => {
    const made = await control<Record<string, string>>('keys', { server, ...more });
    const { url = '', database = '', login = '', key = '' } = made;
    return { url, database, username: login, api_key: key };
  };
  const url = `${sandboxes.url}/odoo/${server}`;
  return {
    server,
    hosts: { authUrl: url, apiUrl: url },
    client: { id: '', secret: '' },
    redirectUri: '',
    approve: () => Promise.reject(new Error('Odoo has no sign-in window')),
    typedIn,
    ...usualDrivers(control),
    put: async (object, values, id) => {
      const changed = await write(
        MODELS[object],
        toStored(object, values, id),
        id === undefined ? id : Number(id),
      );
      return id ?? String(changed);
    },
    create: (model, values) => write(model, values),
    generate: async (contacts, { oneStamp = false } = {}) =>
      void (await control('records', { server, generate: { contacts, one_timestamp: oneStamp } })),
    remove: async (object, ids) =>
      void (await control('records', { model: MODELS[object], server, unlink: ids.map(Number) })),
    countOf: async (object) => {
      if (object === 'activity') return (await records('mail.message')).filter(isOurNote).length;
      const colleagues = new Set((await records('res.users')).map((user) => idOf(user['partner_id'])));
      const isCompany = object === 'company';
      const rows = await records(MODELS[object]);
      if (object === 'deal') return rows.length;
      return rows.filter((row) => (row['is_company'] === true) === isCompany && !colleagues.has(row.id))
        .length;
    },
    contactValues: (name) => ({
      email: `${name.toLowerCase()}@contract.example`,
      'name:first': name,
      'name:rest': 'Contract',
    }),
    callValues: (subject) => ({
      '@kind': 'call',
      '@subject': subject,
      '@duration_s': 95,
      '@direction': 'outbound',
      body: '<p>Wants an offer</p>',
      date: '2026-11-20T10:00:00.000Z',
    }),
    nameField: 'name:first',
    unknownField: 'no_such_field',
    longest: { lastName: null, note: null },
    fault: {
      rateLimit: async (waitS) =>
        void (await control('faults', { kind: 'rate_limit', retry_after_s: waitS })),
      loseAnswerOfNextWrite: async () =>
        void (await control('faults', { kind: 'timeout_after_write', delay_ms: 0, match: { call: 'load' } })),
      revokeGrant: async () => void (await control('faults', { kind: 'revoke_keys', server })),
      expireAccessTokens: async () => void (await control('faults', { kind: 'expire_keys', server })),
    },
    control,
    records,
    close: () => sandboxes.close(),
  };
}

/** Names in two parts are ours; Odoo has one. */
function toStored(object: ObjectName, values: RemoteValues, id: string | undefined): RemoteValues {
  const { 'name:first': first, 'name:rest': last = 'Contract', ...rest } = values;
  const kind = id === undefined && object === 'company' ? { is_company: true } : {};
  return { ...kind, ...rest, ...(first === undefined ? {} : { name: `${String(first)} ${String(last)}` }) };
}

export const isOurNote = (row: StoredRecord): boolean => /Ref: [\w-]+ /.test(String(row['body']));

function idOf(value: unknown): number | null {
  if (Array.isArray(value)) return Number(value[0]);
  return typeof value === 'number' ? value : null;
}
