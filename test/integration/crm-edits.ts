import assert from 'node:assert/strict';
import type { Workbench } from './workbench.js';

/** What a person does in the sandbox CRM; objects by the CRM's own names. */
export const crmEdits = (bench: () => Workbench) => {
  const post = <T = unknown>(path: string, body: object) => bench().service.sandbox.post<T>(path, body);
  return {
    /** Makes or changes records; their ids. */
    edit: async (object: string, ...records: Record<string, unknown>[]): Promise<string[]> =>
      (await post<{ ids: string[] }>('records', { object, records })).ids,
    /**
     * From now on the CRM is silent when it is asked for the page of an object's list that comes after so many records, until
     * its faults are cleared: what reads the list comes so far and no further, however fast or slow the machine is.
     */
    async holdListAfter(object: string, count: number): Promise<void> {
      const ids = (await bench().service.sandbox.records(object)).map(({ id }) => Number(id));
      const last = ids.sort((a, b) => a - b)[count - 1];
      assert.ok(count === 0 || last !== undefined, `there are only ${ids.length} ${object}`);
      const query_includes = count === 0 ? 'limit=' : `after=${last}&`;
      await bench().service.sandbox.fault({
        ...{ kind: 'slow', delay_ms: 3_600_000, times: 0 },
        match: { method: 'GET', path_includes: `/${object}`, query_includes },
      });
    },
    clearFaults: () => bench().service.sandbox.fault({ kind: 'clear' }),
    /** Makes contacts with an e-mail address each; their ids. */
    async makeContacts(count: number, name: string): Promise<string[]> {
      const records = Array.from({ length: count }, (_, n) => ({
        properties: { email: `${name}.${n}@gone.example`, firstname: name },
      }));
      return (await post<{ ids: string[] }>('records', { object: 'contacts', records })).ids;
    },
    archive: (object: string, ids: string[]) => post('records/archive', { object, ids }),
    restore: (object: string, ids: string[]) => post('records/restore', { object, ids }),
    /** @returns the id both lead to. */
    merge: async (object: string, primary: string, merged: string): Promise<string> =>
      (await post<{ id: string }>('records/merge', { object, primary, merged })).id,
  };
};
