import type { RemoteValues } from '../../service/connectors/connector.js';
import type { ObjectName } from '../../shared/records.js';
import type { ProviderUnderTest } from './provider-under-test.js';

/** Asks a sandbox's control door; with a body it posts. */
export type Control = <T = unknown>(path: string, body?: unknown) => Promise<T>;

/** A record as most control doors show it: every property, links by object. */
export interface SandboxRecord<Value = unknown> {
  id: string;
  properties: Record<string, Value>;
  associations: Record<string, string[]>;
}

export function controlOf(sandboxesUrl: string, provider: string): Control {
  return async <T>(path: string, body?: unknown): Promise<T> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${sandboxesUrl}/_sandbox/${provider}/${path}`, init);
    if (!response.ok) throw new Error(`control ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
}

/** What every control door is told in the same words. */
export function usualDrivers(control: Control): Pick<ProviderUnderTest, 'empty' | 'setClock'> {
  return {
    empty: async () => void (await control('reset', { empty: true })),
    setClock: async (offsetMs) => void (await control('settings', { clock_offset_ms: offsetMs })),
  };
}

/** Drivers of a control door that names objects as its CRM does, and keeps properties by record. */
export function recordDrivers<Value>(control: Control, names: Record<ObjectName, string>) {
  const create = async (object: string, properties: object, associations: object = {}): Promise<string> => {
    const body = { object, records: [{ properties, associations }] };
    return (await control<{ ids: string[] }>('records', body)).ids[0] ?? '';
  };
  const all = (object: string, limit: number) =>
    control<{ total: number; results: SandboxRecord<Value>[] }>(`records?object=${object}&limit=${limit}`);
  return {
    ...usualDrivers(control),
    create,
    records: async (object: string) => (await all(object, 1_000)).results,
    put: async (object: ObjectName, values: RemoteValues, id?: string) => {
      if (id === undefined) return create(names[object], values);
      await control('records', { object: names[object], records: [{ id, properties: values }] });
      return id;
    },
    generate: async (contacts: number, { oneStamp = false } = {}) =>
      void (await control('records', { generate: { contacts, one_timestamp: oneStamp } })),
    remove: async (object: ObjectName, ids: readonly string[]) =>
      void (await control('records/archive', { object: names[object], ids })),
    restore: async (object: ObjectName, ids: readonly string[]) =>
      void (await control('records/restore', { object: names[object], ids })),
    countOf: async (object: ObjectName) => (await all(names[object], 1)).total,
  };
}
