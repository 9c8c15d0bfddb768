import type { CrmRecord, ObjectName } from '../../shared/records.js';
import { type ListRecordsResult, listRecords } from '../../shared/routes/records.js';
import type { ServiceApi } from '../support/service-api.js';

/** A contact as Linea shows it. */
export interface Contact {
  id: string;
  name: string;
  email: string;
  title: string;
  phone: string;
  company: string;
}

const PAGE = '200';

/** Linea's own copy of its customer's contacts, kept by reading the change feed from where it stopped. */
export class ContactBook {
  readonly #records = new Map<ObjectName, Map<string, CrmRecord>>();
  readonly #cursors = new Map<ObjectName, string>();
  #reading: Promise<void> | null = null;

  constructor(
    private readonly service: ServiceApi,
    private readonly workspaceId: string,
  ) {}

  /** Reads what has changed since the last time; callers at the same time share one reading that begins after they asked. */
  async refresh(): Promise<void> {
    await this.#reading?.catch(() => undefined);
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    await this.#reading;
  }

  /** By name. */
  list(): Contact[] {
    const contacts = [...(this.#records.get('contact')?.values() ?? [])].map((record) => this.#show(record));
    return contacts.sort((a, b) => a.name.localeCompare(b.name, 'it'));
  }

  async #read(): Promise<void> {
    for (const object of ['company', 'contact'] as const) while (await this.#readPage(object));
  }

  /** True while there is more. */
  async #readPage(object: ObjectName): Promise<boolean> {
    const cursor = this.#cursors.get(object);
    const page = await this.service.call<ListRecordsResult>(listRecords, {
      params: { object },
      query: { workspace_id: this.workspaceId, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
    });
    const records = this.#records.get(object) ?? new Map<string, CrmRecord>();
    this.#records.set(object, records);
    for (const record of page.data) {
      if (record.deleted) records.delete(record.local_id);
      else records.set(record.local_id, record);
    }
    if (page.next_cursor !== null) this.#cursors.set(object, page.next_cursor);
    return page.has_more;
  }

  #show({ local_id, fields }: CrmRecord): Contact {
    const text = (name: string) => String(fields[name] ?? '');
    const company = this.#records.get('company')?.get(text('company_id'));
    return {
      id: local_id,
      name: `${text('first_name')} ${text('last_name')}`.trim() || text('email'),
      email: text('email'),
      title: text('title'),
      phone: text('phone_e164'),
      company: String(company?.fields['name'] ?? ''),
    };
  }
}
