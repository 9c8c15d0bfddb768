import { SandboxContext } from '../kit/context.js';
import type { Params } from '../kit/router.js';
import { type Answer, type Call, json as jsonAnswer } from '../kit/sandbox.js';
import { RateLimits } from '../kit/traffic/rate-limits.js';
import { Grants } from './oauth/grants.js';
import { invalid } from './refusal.js';
import { defaultSettings, type Settings } from './settings.js';
import type { Portal } from './state/portal.js';
import { Faults } from './traffic/faults.js';
import { WebhookOutbox } from './webhooks/outbox.js';

/** The app that is registered with this vendor. */
export interface RegisteredApp {
  appId: number;
  name: string;
  clientId: string;
  clientSecret: string;
  /** Exact redirect URIs; null allows any on http://localhost and http://127.0.0.1. */
  redirectUris: string[] | null;
}

/** Everything one sandbox HubSpot holds. */
export class HubspotContext extends SandboxContext<Settings> {
  settings: Settings = defaultSettings();
  readonly portals = new Map<number, Portal>();
  readonly grants = new Grants();
  readonly faults = new Faults();
  readonly limits = new RateLimits();
  readonly webhooks: WebhookOutbox;

  constructor(readonly app: RegisteredApp) {
    super();
    this.webhooks = new WebhookOutbox(app, (portalId) => this.grants.isInstalled(portalId));
  }
}

/** One authorised API call on its way through an endpoint. */
export interface Exchange {
  call: Call;
  params: Params;
  query: URLSearchParams;
  context: HubspotContext;
  portal: Portal;
  /** Dated API version from the path. */
  version: string;
}

/** An endpoint behind a bearer token. */
export interface ApiRoute {
  pattern: string;
  /** Any one of these scopes opens it; empty means `oauth`, which every token has. */
  scopes(params: Params): string[];
  bucket: 'account' | 'search';
  run(exchange: Exchange): Answer;
}

/** Body as a JSON object. @throws Refusal 400 when it is anything else. */
export function readObject(call: Call): Record<string, unknown> {
  const value = parse(call.body);
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw invalid('Invalid input JSON: expected an object');
  return value as Record<string, unknown>;
}

/** Body as any JSON value. @throws Refusal 400 when it cannot be read. */
export function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw invalid('Invalid input JSON on line 1, column 1: the request body could not be read');
  }
}

/** 200 with the value. */
export function ok(value: unknown, status = 200): Answer {
  return jsonAnswer(status, value);
}
