import { createContext } from '@lit/context';
import type { Session } from '../../shared/keys.js';
import { CrmClient, type TokenProvider } from '../api/client.js';
import { readSession } from '../api/session.js';

/** Host's own wording, by `<table>.<key>`: `{ 'connect.title': 'Your sales tools' }`. */
export type MessageOverrides = Readonly<Record<string, string>>;

/** What every element below one `<crm-workspace>` shares. */
export interface CrmContext {
  readonly client: CrmClient;
  /** Asked once and kept; a failure is forgotten, so that the next call asks again. */
  readonly session: () => Promise<Session>;
  readonly messages: MessageOverrides;
}

/** Named by a registered symbol, so that elements of two copies of the package find each other. */
export const crmContext = createContext<CrmContext | null>(Symbol.for('crm-connect/context'));

export interface CrmContextOptions {
  /** Absolute, or relative to the page. */
  serviceUrl: string;
  token: string;
  tokenProvider: TokenProvider | null;
  messages: MessageOverrides;
}

/** Null while there is no service URL, or neither a token nor a way to get one. */
export function createCrmContext(options: CrmContextOptions): CrmContext | null {
  if (!options.serviceUrl || !(options.token || options.tokenProvider)) return null;
  const client = new CrmClient(options);
  let asked: Promise<Session> | null = null;
  const session = () => {
    asked ??= readSession(client).catch((error: unknown) => {
      asked = null;
      throw error;
    });
    return asked;
  };
  return { client, session, messages: options.messages };
}
