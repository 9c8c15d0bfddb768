import { RequestLog } from '../kit/request-log.js';
import { RateLimits } from '../kit/traffic/rate-limits.js';
import type { Database } from './instances/database.js';
import type { Instance } from './instances/instance.js';
import { defaultSettings, type Settings } from './settings.js';
import { Faults } from './traffic/faults.js';
import { AutomationOutbox } from './webhooks/outbox.js';

/** Everything one sandbox Odoo holds: servers of several versions, each with its databases. */
export class OdooContext {
  settings: Settings = defaultSettings();
  readonly instances = new Map<string, Instance>();
  /** Those of before a reset that somebody had asked: their keys stay good. */
  readonly asked = new Map<string, Instance>();
  readonly faults = new Faults();
  readonly limits = new RateLimits();
  readonly log = new RequestLog();
  readonly automations = new AutomationOutbox();
  /** Things an administrator would find in the server's log, such as a call of the old RPC on 19. */
  readonly notes: { at: string; kind: string; detail: string }[] = [];
  /** Requests that run, per database. */
  readonly running = new Map<string, number>();

  /** The servers' own time. */
  readonly now = (): number => Date.now() + this.settings.clock_offset_ms;

  note(kind: string, detail: string): void {
    this.notes.push({ at: new Date(this.now()).toISOString(), kind, detail });
    if (this.notes.length > 200) this.notes.shift();
  }

  /** A database by the first part of its server's address and its name; the first of each when left out. */
  database(path: unknown, name: unknown): Database | undefined {
    const instance = path == null ? this.instances.get('v19') : this.instances.get(String(path));
    if (!instance) return undefined;
    return name == null ? [...instance.databases.values()][0] : instance.databases.get(String(name));
  }
}
