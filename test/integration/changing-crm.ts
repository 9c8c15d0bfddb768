import type { FieldDrift, MappingRow } from '../../shared/mapping.js';
import type { CrmRecord, ObjectName } from '../../shared/records.js';
import type { GetMappingResult } from '../../shared/routes/mappings.js';
import type { SandboxDoor } from '../support/service.js';
import { waitUntil } from '../support/service.js';
import { openWorkbench, type Workbench } from './workbench.js';

/** What differs between the sandbox CRMs for a person who changes a contact's fields there. */
export const CRMS = {
  hubspot: {
    object: { object: 'contacts' },
    field: 'yearly_use_kwh',
    choice: 'preferred_language',
    firstName: 'firstname',
    title: 'jobtitle',
    types: { text: 'string', number: 'number' },
  },
  zoho: {
    object: { object: 'Contacts' },
    field: 'Yearly_Use_kWh',
    choice: 'Preferred_Language',
    firstName: 'First_Name',
    title: 'Title',
    types: { text: 'text', number: 'double' },
  },
  odoo: {
    object: { model: 'res.partner' },
    field: 'x_studio_yearly_use_kwh',
    choice: 'x_language',
    firstName: 'name',
    title: 'function',
    types: { text: 'char', number: 'float' },
  },
} as const;

export type CrmName = keyof typeof CRMS;

/** A workspace whose CRM changes: its contacts are copied, with a custom field and, if wished, a choice. */
export class ChangingCrm {
  private constructor(
    readonly bench: Workbench,
    readonly provider: CrmName,
  ) {}

  static async open(provider: CrmName, more: Parameters<typeof openWorkbench>[0] = {}): Promise<ChangingCrm> {
    return new ChangingCrm(await openWorkbench({ provider, ...more }), provider);
  }

  get names() {
    return CRMS[this.provider];
  }

  private get door(): SandboxDoor {
    const { service } = this.bench;
    return this.provider === 'hubspot' ? service.sandbox : service[this.provider];
  }

  make(name: string, more: Record<string, unknown> = {}): Promise<unknown> {
    return this.door.post('fields', { ...this.names.object, name, ...more });
  }

  change(name: string, more: Record<string, unknown> = {}): Promise<unknown> {
    return this.door.patch('fields', { ...this.names.object, name, ...more });
  }

  remove(name: string): Promise<unknown> {
    return this.door.delete(`fields?${new URLSearchParams({ ...this.names.object, name })}`);
  }

  /** Changes a contact, as a person does. */
  async edit(remoteId: string, values: Record<string, unknown>): Promise<void> {
    const record =
      this.provider === 'odoo' ? { id: Number(remoteId), values } : { id: remoteId, properties: values };
    await this.door.post('records', { ...this.names.object, records: [record] });
  }

  /** What the CRM has of a contact. */
  async inCrm(remoteId: string): Promise<Record<string, unknown>> {
    const query = new URLSearchParams({ ...this.names.object, id: remoteId });
    const { results } = await this.door.get<{ results: Record<string, unknown>[] }>(`records?${query}`);
    const [found = {}] = results;
    return (found['properties'] ?? found) as Record<string, unknown>;
  }

  private path(name: string, object: ObjectName = 'contact'): string {
    return `/crm/${name}?provider=${this.provider}&object=${object}`;
  }

  async mapping(): Promise<GetMappingResult> {
    const { api } = this.bench.service;
    const { et } = this.bench.tenant;
    return (await api.get<GetMappingResult>(this.path('mappings'), { key: et, expect: 200 })).body;
  }

  /** Saves the mapping in use with these rows besides, and waits until the records were read again. */
  async save(...rows: MappingRow[]): Promise<GetMappingResult> {
    const { api } = this.bench.service;
    const before = await this.mapping();
    const others = before.rows.filter(({ field }) => !rows.some((row) => row.field === field));
    const { body } = await api.put<GetMappingResult>(this.path('mappings'), {
      key: this.bench.tenant.et,
      body: { rows: [...others, ...rows] },
      expect: 200,
    });
    await this.bench.calm();
    return body;
  }

  /** Has the CRM asked for its fields, as a person in the editor does. */
  async refresh(): Promise<FieldDrift[]> {
    const { api } = this.bench.service;
    await api.get(`${this.path('fields')}&refresh=true`, { key: this.bench.tenant.et, expect: 200 });
    return (await this.mapping()).drift;
  }

  async record(localId: string): Promise<CrmRecord> {
    const { api } = this.bench.service;
    const path = `/crm/records/contact/${localId}`;
    return (await api.get<CrmRecord>(path, { key: this.bench.tenant.et, expect: 200 })).body;
  }

  recordWith(localId: string, what: string, is: (record: CrmRecord) => boolean): Promise<CrmRecord> {
    return waitUntil(what, async () => {
      const record = await this.record(localId);
      return is(record) && record;
    });
  }
}

/** `custom.yearly_use` from the CRM's custom number, both ways. */
export const useRow = (crm: string, more: Partial<MappingRow> = {}): MappingRow => ({
  ...{ field: 'custom.yearly_use', crm, direction: 'both', transforms: [] },
  ...more,
});
