import type { CrmField, MappingRow } from '../../shared/mapping.js';
import type { CredentialField } from '../../shared/provider-info.js';
import type { FieldValue, ObjectName } from '../../shared/records.js';
import type { ClassifyError, CrmResponse, HttpDoor } from './http-door.js';
import type { Webhooks } from './webhooks.js';

/** Values of a CRM record by the CRM's own field names, as the CRM sends them. */
export type RemoteValues = Record<string, unknown>;

/** One record as read from a CRM, before mapping. */
export interface RemoteRecord {
  remoteId: string;
  values: RemoteValues;
  /** Remote ids of the records it points at, by canonical ref field: `{ company_id: ['12'] }`, the primary one first. */
  refs: Record<string, string[]>;
  updatedAt: Date | null;
  archived: boolean;
  /** Other ids that now lead to this record: it absorbed them in a merge. */
  mergedIds: string[];
}

/** A page of a pull. Store it together with `cursor`; resuming from `cursor` continues after it. */
export interface RemotePage {
  records: RemoteRecord[];
  cursor: string;
  /** Records the whole pull will bring, when the CRM tells it. */
  total: number | null;
}

/** A page of deleted records; each is a proof that the CRM no longer shows it. */
export interface DeletedPage {
  deleted: { remoteId: string; at: Date | null }[];
  cursor: string;
}

export interface ReadOptions {
  /** Opaque text of the last stored page; null starts from the beginning. */
  cursor: string | null;
  /** CRM fields the mapping needs; the connector adds those it needs itself. */
  fields: string[];
  signal?: AbortSignal;
  /** Records a page, where the CRM sets no size of its own. */
  pageSize?: number;
}

/** How a list of deleted records is read. */
export interface ReadDeletedOptions extends Omit<ReadOptions, 'fields' | 'pageSize'> {
  /** Remote ids that we hold, in the order of their text, after one: for CRMs that keep no list, and have to be asked. */
  held(after: string | null, limit: number): Promise<string[]>;
}

/** One write. `key` is the natural write key kept at the CRM: repeating a key never makes a second record. */
export interface WriteInput {
  key: string;
  /** Set: update this record. Null: create, or find by `key`. */
  remoteId: string | null;
  /** CRM field -> value, already mapped. */
  values: RemoteValues;
  associations: { object: ObjectName; remoteId: string }[];
}

export type WriteResult =
  | { ok: true; key: string; remoteId: string; created: boolean; written?: WrittenRecord }
  | { ok: false; key: string; error: WriteFault };

/** The written values as the CRM answered them and as a pull will bring them, of records that are pulled at all. */
export interface WrittenRecord {
  values: RemoteValues;
  updatedAt: Date | null;
  /** Links as the CRM keeps them, where it may not keep all that were asked for. */
  refs?: Record<string, string[]>;
}

/** Why the CRM refused one write for good. `field` is the CRM field to blame. */
export interface WriteFault {
  code: string;
  message: string;
  field: string | null;
  value: string | null;
  vendorCode: string | null;
}

/** The customer's account at the provider. `metadata` is kept, unencrypted, with the connection. */
export interface AccountInfo {
  id: string;
  name: string;
  url: string | null;
  metadata: Record<string, unknown>;
}

/** Tokens of one grant, as the provider answered them. */
export interface TokenSet {
  accessToken: string;
  refreshToken: string | null;
  /** Seconds; null when the provider tells none. */
  expiresInS: number | null;
  scopes: string[];
  /** What else the answer told and the connector needs later (an API host, an account id). */
  extra: Record<string, unknown>;
}

/** OAuth 2.0 of one provider, as data and pure functions; the requests are made by oauth/. */
export interface OAuth2Auth {
  kind: 'oauth2';
  authorizeUrl(hosts: ProviderHosts): string;
  tokenUrl(hosts: ProviderHosts): string;
  /** Some want the token in the address, some in the form, which has it in any case. */
  revokeUrl(hosts: ProviderHosts, token: string): string | null;
  /** Where a token is asked whose account it opens, for providers whose API does not name it. */
  introspectUrl?(hosts: ProviderHosts): string;
  /** What of that answer is kept in `TokenSet.extra`. */
  readIntrospection?(body: unknown): Record<string, unknown>;
  scopes: string[];
  /** Between scopes in the authorize URL. Default a space. */
  scopeSeparator?: string;
  optionalScopes: string[];
  /** Which of our objects stop working without a scope. */
  objectsNeeding(scope: string): ObjectName[];
  pkce: boolean;
  /** More query parameters of the authorize URL. */
  authorizeParams: Record<string, string>;
  /** Reads the provider's token answer. @throws Error when it is not one. */
  readTokens(body: unknown): TokenSet;
  /** True when the answer to a refresh says that the grant is gone for good (never retry). */
  isGrantGone(status: number, body: unknown): boolean;
  /** For providers that ask us to wait in a body and not by 429: how long, in ms; null when they do not. */
  readWait?(status: number, body: unknown): number | null;
  /** Word before the token in the `Authorization` header. Default `Bearer`. */
  tokenScheme?: string;
  /** Access tokens a grant may bring, where the provider counts them. */
  renewals?: Pace;
  /**
   * True where each sign-in makes a grant of its own and a person may have only so many: one that nobody needs any more
   * is revoked, and revoking it harms no other connection to the account.
   */
  grantPerSignIn?: boolean;
  /** For providers that keep their customers in several data centres, each with its own hosts. */
  regions?: Regions;
}

/**
 * What a callback and token answers said of where a grant lives (a data centre, hosts); kept in `TokenSet.extra` and in
 * the connection's metadata. It comes from outside: nothing is called before `Regions.hostsOf` let it through.
 */
export type GrantPlace = Readonly<Record<string, unknown>>;

/** Where grants of one provider may live. */
export interface Regions {
  /** Names for `CRM_<PROVIDER>_DC` and for secrets that hold in one region only, `CRM_<PROVIDER>_CLIENT_SECRET_<REGION>`. */
  ids: readonly string[];
  /** Where people of a region begin to sign in. */
  startHosts(region: string): ProviderHosts;
  /** What the callback's query says of the place. @throws CrmError when it names a server we do not know. */
  readCallback(hosts: ProviderHosts, query: GrantPlace): GrantPlace;
  /** Hosts of one grant: `hosts`, moved to its place. @throws CrmError when that names a host we do not know. */
  hostsOf(hosts: ProviderHosts, place: GrantPlace): ProviderHosts;
  /** Null: not told. */
  regionOf(place: GrantPlace): string | null;
}

/** A key that a person makes in the CRM and types in, with what else leads to the account. */
export interface ApiKeyAuth {
  kind: 'api_key';
  credentialFields: CredentialField[];
  /**
   * What was typed in: the key as access token, until when it holds where that is told, and in `extra` what is kept
   * unencrypted. @throws CredentialsRefused for a value that cannot be one.
   */
  readCredentials(values: Readonly<Record<string, string>>, now: Date): TokenSet;
  /** Where the account lives, by a connection's metadata (`extra`). It comes from outside. No trailing slash. */
  apiUrl(place: Readonly<Record<string, unknown>>): string;
}

/** Where the provider lives; `CRM_<PROVIDER>_AUTH_URL` and `_API_URL` override it for sandboxes and tests. No trailing slash. */
export interface ProviderHosts {
  authUrl: string;
  apiUrl: string;
}

/** What a connector works with: one connection's access, nothing of the store. */
export interface ConnectorSession {
  accountId: string;
  metadata: Record<string, unknown>;
  http: HttpDoor;
  now(): Date;
  /**
   * Values of records as we last stored them, by remote id: for what the CRM keeps in less parts than we do. Left out
   * where nothing is stored yet.
   */
  stored?(object: ObjectName, remoteIds: readonly string[]): Promise<Map<string, RemoteValues>>;
}

/** What a provider can do; declared, never found out by failing. */
export interface Abilities {
  /** Records a write call takes; 1 means one by one. */
  batchWrite: number;
  /** Records a page of a backfill and of a delta. */
  pageSize: { backfill: number; delta: number };
  /** Whether a delta pull reports deleted records. */
  deletesInDelta: boolean;
}

/** `requests` in any window of `perMs`. */
export interface Pace {
  requests: number;
  perMs: number;
}

/** One provider. Everything else in the service is written against this. */
export interface Connector {
  id: string;
  label: string;
  docUrl: string;
  objects: ObjectName[];
  hosts: ProviderHosts;
  auth: OAuth2Auth | ApiKeyAuth;
  can: Abilities;
  /**
   * The fields of a deal that hold its stage and, where the CRM has several, its pipeline. The stages are the options of
   * that field: in order, with `pipeline`, and with `closed` where the CRM tells it.
   */
  dealStage: { field: string; pipelineField: string | null };
  /** The mapping a workspace starts with. */
  preset: Record<ObjectName, MappingRow[]>;
  /** Requests allowed in a window for one account, for the pacing before the first answer tells more. */
  pace: Pace & {
    /** Limits of their own, by `CrmRequest.bucket`; every other request takes from the account's. */
    buckets?: Record<string, Pace>;
    /** Requests a day, where the provider states it; buckets of their own do not count. */
    perDay?: number;
    /** The same of one account, by its connection's metadata, where it differs between them; null: not told. */
    perDayOf?(metadata: Readonly<Record<string, unknown>>): number | null;
    /** The provider states no limit: `CRM_SYNC_RPS` takes the place of this one. */
    isGuess?: true;
    /** Requests to one server at a time, of all processes. Default: as many as come. */
    inFlight?: number;
    /** What the headers of an answer say about the limit; null when nothing. */
    readLimit?(headers: Record<string, string>): (Pace & { remaining: number }) | null;
  };
  /** How it tells of changes; absent: it is only polled. */
  webhooks?: Webhooks;
  /** The one table from a refusing answer to an error kind. */
  classify: ClassifyError;
  /** The status an answer means, for APIs that say 200 to everything. */
  statusOf?(answer: CrmResponse): number;

  readAccount(session: ConnectorSession, tokens: TokenSet): Promise<AccountInfo>;
  /** Fields of an object, options included, `samples` empty. */
  listFields(session: ConnectorSession, object: ObjectName): Promise<CrmField[]>;
  /** Everything, in a resumable order. Its last page's cursor is where deltas begin (`deltaCursor`). */
  readAll(session: ConnectorSession, object: ObjectName, options: ReadOptions): AsyncGenerator<RemotePage>;
  /** Cursor of a delta that misses nothing changed after `since`. */
  deltaCursor(since: Date): string;
  /** Records changed after the cursor, oldest first, never ending early: at least one page, maybe empty. */
  readChanges(
    session: ConnectorSession,
    object: ObjectName,
    options: ReadOptions,
  ): AsyncGenerator<RemotePage>;
  /** One record; null when the CRM has none under that id. A merged id answers the survivor. */
  readOne(
    session: ConnectorSession,
    object: ObjectName,
    remoteId: string,
    fields: string[],
  ): Promise<RemoteRecord | null>;
  /**
   * Those of the records that the CRM has, in any order, each once. A merged id answers the survivor, with that id among
   * its `mergedIds`. A record is left out only when the CRM said that it has none: whoever misses one may delete it here.
   *
   * @throws RecordsHidden when the CRM leaves it open for some of them, with what it said of the others; CrmError when it
   * said nothing of any.
   */
  readMany(
    session: ConnectorSession,
    object: ObjectName,
    remoteIds: readonly string[],
    fields: string[],
  ): Promise<RemoteRecord[]>;
  /**
   * Ids of records that were deleted in the CRM, a page at a time. Its last page's cursor is where the next reading
   * begins; one that misses nothing deleted since is worth more than one that repeats nothing. What it names is asked for
   * with `readMany` before it is believed.
   *
   * @throws CrmError when an answer is no list.
   */
  readDeleted(
    session: ConnectorSession,
    object: ObjectName,
    options: ReadDeletedOptions,
  ): AsyncGenerator<DeletedPage>;
  /** How many records of an object the account holds, or null when the CRM does not tell cheaply. */
  count(session: ConnectorSession, object: ObjectName): Promise<number | null>;
  /** Contacts with that e-mail or phone, at most a few; used when we hold none. */
  findContacts(
    session: ConnectorSession,
    by: { email: string | null; phone: string | null },
    fields: string[],
  ): Promise<RemoteRecord[]>;
  /** Prepares what writes need at the CRM (a unique field for the key); answers metadata to keep. Safe to repeat. */
  prepareWrites(session: ConnectorSession): Promise<Record<string, unknown>>;
  /** Writes up to `can.batchWrite` records. Order of results is that of inputs. @throws CrmError with `outcomeUnknown` when the answer was lost. */
  write(session: ConnectorSession, object: ObjectName, inputs: WriteInput[]): Promise<WriteResult[]>;
  /** Looks, without relying on a lagging index, whether a write under that key arrived; its remote id or null. */
  findByKey(session: ConnectorSession, object: ObjectName, input: WriteInput): Promise<string | null>;
  /** Page of a record in the CRM. */
  recordUrl(
    accountId: string,
    metadata: Record<string, unknown>,
    object: ObjectName,
    remoteId: string,
  ): string | null;
  /** Tells the provider that we are gone, best effort. */
  uninstall(session: ConnectorSession): Promise<void>;
}

export type CrmErrorKind =
  | 'rate_limit'
  | 'authentication'
  | 'permission'
  | 'validation'
  | 'not_found'
  | 'conflict'
  | 'unavailable'
  | 'other';

/** A failed request to a CRM, sorted into a kind by the connector's one table. */
export class CrmError extends Error {
  readonly kind: CrmErrorKind;
  /** Wait asked for by the CRM, or our guess for this kind of limit. */
  readonly retryAfterMs: number | null;
  /** True when the request may have been carried out: look before repeating. */
  readonly outcomeUnknown: boolean;
  readonly status: number | null;
  readonly vendorCode: string | null;
  /** CRM field to blame. */
  readonly field: string | null;

  constructor(
    kind: CrmErrorKind,
    message: string,
    details: {
      retryAfterMs?: number;
      outcomeUnknown?: boolean;
      status?: number;
      vendorCode?: string;
      field?: string;
      cause?: unknown;
    } = {},
  ) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.name = 'CrmError';
    this.kind = kind;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.outcomeUnknown = details.outcomeUnknown ?? false;
    this.status = details.status ?? null;
    this.vendorCode = details.vendorCode ?? null;
    this.field = details.field ?? null;
  }
}

/** The CRM would not say of some records whether it has them; of all others it did. */
export class RecordsHidden extends CrmError {
  constructor(
    message: string,
    /** Those it has. */
    readonly found: RemoteRecord[],
    /** Remote ids of those it would not speak of; what is in neither list is not there. */
    readonly hidden: readonly string[],
  ) {
    super('permission', message);
    this.name = 'RecordsHidden';
  }
}

/** The grant is gone: only a person can mend it. */
export class ReconnectNeeded extends CrmError {
  readonly reason: 'grant_revoked' | 'grant_expired';
  constructor(reason: 'grant_revoked' | 'grant_expired', message: string, cause?: unknown) {
    super('authentication', message, cause === undefined ? {} : { cause });
    this.name = 'ReconnectNeeded';
    this.reason = reason;
  }
}

/** Credentials that a person typed in and that lead nowhere; `field` is the one to blame. */
export class CredentialsRefused extends CrmError {
  constructor(field: string, code: string, message: string, cause?: unknown) {
    super('validation', message, { field, vendorCode: code, ...(cause === undefined ? {} : { cause }) });
    this.name = 'CredentialsRefused';
  }
}

/** A value as a mapping passes it to a CRM. */
export type OutgoingValue = FieldValue;
