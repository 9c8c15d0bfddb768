/** What Odoo's answers may hold; nothing of it is certain, so everything is optional. */

/** A row of `search_read` or `read`: empty is `false` for every type but numbers and booleans. */
export type Row = Record<string, unknown> & { id: number };

/** One field of `fields_get`. */
export interface FieldDefinition {
  type?: string;
  string?: string;
  required?: boolean;
  readonly?: boolean;
  store?: boolean;
  relation?: string;
  selection?: [string, string][];
}

/** A JSON-RPC answer; a method that returns nothing has neither `result` nor `error`. */
export interface RpcAnswer {
  jsonrpc?: string;
  result?: unknown;
  error?: { code?: number; message?: string; data?: { name?: string; message?: string } };
}

/** The answer of `load`: all rows or none. */
export interface LoadAnswer {
  ids?: number[] | false;
  messages?: {
    type?: string;
    message?: string;
    rows?: { from?: number; to?: number };
    record?: number;
    field?: string | string[];
  }[];
}

/** What is still to be done on a record. */
export const TODOS = 'mail.activity';

export const MODELS = {
  contact: 'res.partner',
  company: 'res.partner',
  deal: 'crm.lead',
  activity: 'mail.message',
} as const;
