import type { Fields, ObjectName } from '../../../shared/records.js';

/** What a host said of a record, field by field the last one that was acknowledged. */
export interface Said {
  object: ObjectName;
  localId: string;
  /** Null for a record that the host made. */
  remoteId: string | null;
  fields: Fields;
}

/** A call that the host sent to the CRM. */
export interface SentCall {
  id: string;
  /** Begins every subject it had. */
  name: string;
  subject: string;
  body: string;
  durationS: number;
  contact: { id: string } | { email: string };
  company: string | null;
  deal: string | null;
}

/** A change of the CRM's own side: the last value of each of its properties. */
export interface Kept {
  object: string;
  id: string;
  properties: Record<string, string>;
}

/** What both sides did, kept independently of the service. */
export class Ledger {
  readonly operations = new Map<string, number>();
  readonly said = new Map<string, Said>();
  readonly crm = new Map<string, Kept>();
  readonly calls = new Map<string, SentCall>();

  count(operation: string, by = 1): void {
    this.operations.set(operation, (this.operations.get(operation) ?? 0) + by);
  }

  total(): number {
    return [...this.operations.values()].reduce((sum, n) => sum + n, 0);
  }

  hostSaid(said: Said): void {
    const key = `${said.object} ${said.localId}`;
    const before = this.said.get(key);
    this.said.set(key, { ...said, fields: { ...before?.fields, ...said.fields } });
  }

  crmSaid(object: string, id: string, properties: Record<string, string>): void {
    const key = `${object} ${id}`;
    this.crm.set(key, { object, id, properties: { ...this.crm.get(key)?.properties, ...properties } });
  }
}
