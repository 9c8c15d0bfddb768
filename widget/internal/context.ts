import { createContext } from '@lit/context';
import type { CrmEvent } from '../../shared/events.js';
import type { Session } from '../../shared/keys.js';
import { CrmClient, type TokenProvider } from '../api/client.js';
import { readSession } from '../api/session.js';

/** Host's own wording, by `<table>.<key>`: `{ 'connect.title': 'Your sales tools' }`. */
export type MessageOverrides = Readonly<Record<string, string>>;

/**
 * An event of the workspace; `begun`: from now on they are told, and what was read before may be a moment older; `missed`:
 * some could not be told, so that anything may be another.
 */
export type Happening = CrmEvent | 'begun' | 'missed';
export type HappeningListener = (what: Happening) => void;

/** What elements share of the events of their workspace. */
export interface LiveState {
  readonly listeners: Set<HappeningListener>;
  /** Whether events arrive, so that there is little to look for. */
  isOn: boolean;
}

/** What every element below one `<crm-workspace>` shares. */
export interface CrmContext {
  readonly client: CrmClient;
  /** Asked once and kept; a failure is forgotten, so that the next call asks again. */
  readonly session: () => Promise<Session>;
  readonly messages: MessageOverrides;
  readonly live: LiveState;
  /** Tells what happens, over one stream for all elements; it ends with the last of them. Call the result to stop. */
  readonly hear: (listener: HappeningListener) => () => void;
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
  const live: LiveState = { listeners: new Set(), isOn: false };
  return { client, session, messages: options.messages, live, hear: hearing(client, live) };
}

/** What it takes to follow the events comes after the elements that show them. */
function hearing(client: CrmClient, live: LiveState): CrmContext['hear'] {
  let feed: Promise<{ update(): void }> | null = null;
  const update = () => {
    feed ??= import('../live/event-feed.js').then(({ EventFeed }) => new EventFeed(client, live));
    feed
      .then((one) => one.update())
      .catch(() => {
        feed = null;
      });
  };
  return (listener) => {
    live.listeners.add(listener);
    update();
    return () => {
      live.listeners.delete(listener);
      update();
    };
  };
}
