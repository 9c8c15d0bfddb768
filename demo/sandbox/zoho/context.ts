import { SandboxContext } from '../kit/context.js';
import type { Params } from '../kit/router.js';
import type { Answer, Call } from '../kit/sandbox.js';
import { Channels } from './notifications/channels.js';
import { Postman } from './notifications/postman.js';
import { type AccessToken, Grants } from './oauth/grants.js';
import type { Need } from './oauth/scopes.js';
import { OAuthThrottle } from './oauth/throttle.js';
import { invalidData } from './refusal.js';
import { defaultSettings, type Settings } from './settings.js';
import type { Org } from './state/org.js';
import { Credits } from './traffic/credits.js';
import { type Fault, Faults } from './traffic/faults.js';
import { RunningCalls } from './traffic/running-calls.js';

/** The app that is registered with this vendor. */
export interface RegisteredApp {
  name: string;
  clientId: string;
  /** By data centre; `default` where a centre has no secret of its own. */
  clientSecrets: Record<string, string>;
  /** Exact redirect URIs; null allows any on http://localhost and http://127.0.0.1. */
  redirectUris: string[] | null;
}

/** A page token that is out, and everything it is bound to. */
export interface PageToken {
  userId: string;
  /** Module, fields, order and the rest of the query it may be used with. */
  query: string;
  /** Records before it in its chain. */
  reached: number;
  /** Where the next page begins: sort value and id of the last record shown. */
  after: { key: number; id: string };
  expiresAt: number;
}

/** Everything one sandbox Zoho holds. */
export class ZohoContext extends SandboxContext<Settings> {
  settings: Settings = defaultSettings();
  readonly orgs = new Map<string, Org>();
  readonly grants = new Grants();
  readonly throttle = new OAuthThrottle();
  readonly faults = new Faults();
  readonly credits = new Credits();
  readonly running = new RunningCalls();
  readonly pageTokens = new Map<string, PageToken>();
  readonly channels = new Channels();
  readonly postman: Postman;
  private readonly rowFaults = new WeakMap<Call, Fault | null>();
  /** Where this sandbox is reached, from the last call: `api_domain` and links are made of it. */
  origin = 'http://127.0.0.1';

  constructor(readonly app: RegisteredApp) {
    super();
    this.postman = new Postman(this);
  }

  /** The row fault that hits this call; one that says `times` is used up by the call, not by its rows. */
  rowFaultOf(call: Call): Fault | null {
    const known = this.rowFaults.get(call);
    if (known !== undefined) return known;
    const fault = this.faults.takeKind(
      { method: call.method, path: call.path, query: call.url.search },
      'row_error',
    );
    this.rowFaults.set(call, fault);
    return fault;
  }
}

/** One authorised API call on its way through an endpoint. */
export interface Exchange {
  call: Call;
  params: Params;
  query: URLSearchParams;
  context: ZohoContext;
  org: Org;
  token: AccessToken;
}

/** An endpoint behind a token. */
export interface ApiRoute {
  /** Path below `/crm/v8`. */
  pattern: string;
  /** Scopes, all of which are needed. @throws Refusal for a module that is not there. */
  needs(params: Params): Need[];
  /** Whether it counts among the heavier calls. Default no. */
  isHeavy?(call: Call): boolean;
  /** Credits it costs. Default 1. */
  credits?(call: Call): number;
  run(exchange: Exchange): Answer;
}

/** Body as any JSON value; undefined when it cannot be read. */
export function parseBody(call: Call): unknown {
  try {
    return JSON.parse(call.body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Body as a JSON object. @throws Refusal 400 when it is anything else. */
export function readObject(call: Call): Record<string, unknown> {
  const value = parseBody(call);
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw invalidData('body', { expected_data_type: 'jsonobject' });
  return value as Record<string, unknown>;
}
