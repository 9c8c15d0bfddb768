import type { ProviderHosts, RemoteValues } from '../../service/connectors/connector.js';
import type { ObjectName } from '../../shared/records.js';

/**
 * What the contract suite needs of a provider's sandbox: facts and drivers. Each `test/connectors/<id>/provider.ts` exports
 * a `startProvider` that makes one.
 */
export interface ProviderUnderTest {
  hosts: ProviderHosts;
  client: { id: string; secret: string };
  redirectUri: string;
  /** What a person types in, with a key that works: for a provider without a sign-in window. */
  typedIn?(): Promise<Record<string, string>>;
  /** Approves the sign-in page at this URL, as a person would; answers the URL they are sent back to. */
  approve(authorizeUrl: string): Promise<string>;
  /** Empties the account and sets its clock right. */
  empty(): Promise<void>;
  /** Sets the CRM's clock that far from ours. */
  setClock(offsetMs: number): Promise<void>;
  /** Creates (or with `id` changes) a record in the CRM itself; answers its id. */
  put(object: ObjectName, values: RemoteValues, id?: string): Promise<string>;
  /** Creates `count` contacts in the CRM itself, all with one time of change if asked for. */
  generate(count: number, options?: { oneStamp?: boolean }): Promise<void>;
  /** Deletes records in the CRM itself. */
  remove(object: ObjectName, ids: readonly string[]): Promise<void>;
  /** Brings deleted ones back; missing where the CRM deletes for good. */
  restore?(object: ObjectName, ids: readonly string[]): Promise<void>;
  /** How many live records of an object the account holds. */
  countOf(object: ObjectName): Promise<number>;
  /** Values of a contact the provider accepts, with that first name. */
  contactValues(name: string): RemoteValues;
  /** Values of a call the provider accepts. */
  callValues(subject: string): RemoteValues;
  /** The CRM field that holds a contact's first name. */
  nameField: string;
  /** A field no account has. */
  unknownField: string;
  /** Longest texts the CRM takes, in characters; null where it takes any. */
  longest: { lastName: number | null; note: number | null };
  fault: {
    /** The next matching requests are refused as too many, with a wait of that many seconds. */
    rateLimit(waitS: number): Promise<void>;
    /** The next write is carried out and its answer lost. */
    loseAnswerOfNextWrite(): Promise<void>;
    revokeGrant(): Promise<void>;
    expireAccessTokens(): Promise<void>;
  };
  close(): Promise<void>;
}
