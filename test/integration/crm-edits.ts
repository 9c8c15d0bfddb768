import type { Workbench } from './workbench.js';

/** What a person does in the sandbox CRM; objects by the CRM's own names. */
export const crmEdits = (bench: () => Workbench) => {
  const post = <T = unknown>(path: string, body: object) => bench().service.sandbox.post<T>(path, body);
  return {
    /** Makes or changes records; their ids. */
    edit: async (object: string, ...records: Record<string, unknown>[]): Promise<string[]> =>
      (await post<{ ids: string[] }>('records', { object, records })).ids,
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
