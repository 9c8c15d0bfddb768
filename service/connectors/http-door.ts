import type { CrmError } from './connector.js';

/** A request of a connector. `path` is below the provider's API URL; an absolute URL in it must be on an allowed host. */
export interface CrmRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as a form, without the access token. */
  form?: Record<string, string>;
  /** Sent without any key: to a host that has not shown yet what it is. */
  anonymous?: true;
  /** Makes the JSON body of an API that wants the key in it; no header authorises the request then. */
  keyedBody?(key: string): unknown;
  /** Besides those of the door, which win. A 304 to `If-Modified-Since` is a good answer. */
  headers?: Record<string, string>;
  /** A write whose lost answer leaves the outcome unknown. GET and reads by POST leave it false. */
  writes?: boolean;
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Bucket of the provider's limit (`search` at HubSpot). */
  bucket?: string;
}

export interface CrmResponse {
  status: number;
  headers: Record<string, string>;
  /** Parsed JSON, or text when it is not JSON, or null when empty. */
  body: unknown;
}

/** The only way a connector reaches its CRM: host check, token, time-outs, pacing, renewal on 401, redaction. */
export interface HttpDoor {
  /** Answers 2xx and 304; everything else is thrown as a CrmError. */
  request(request: CrmRequest): Promise<CrmResponse>;
}

/** Access to one connection's token, renewed once per connection at a time and saved before use. */
export interface CredentialSource {
  /** Headers that authorise a request, the version of the token they carry, and the token itself for `keyedBody`. */
  headers(): Promise<{ headers: Record<string, string>; version: number; key?: string }>;
  /** Renews unless somebody did since `version`. @throws ReconnectNeeded when the grant is gone. */
  renew(version: number): Promise<void>;
}

/** Whose turn comes first when an account's budget is short: somebody waits for an interactive request. */
export type Priority = 'interactive' | 'background';

/** Takes a turn in the account's budget; resolves when the request may go out. */
export interface Pacer {
  take(bucket: string, signal?: AbortSignal): Promise<void>;
  /** Tells what an answer said about the limit. */
  learn(
    bucket: string,
    response: { status: number; headers: Record<string, string>; retryAfterMs: number | null },
  ): void;
}

/** A connector's one table from an answer to an error kind. */
export type ClassifyError = (response: CrmResponse) => CrmError;
