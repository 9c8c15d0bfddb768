import { SandboxContext } from '../kit/context.js';
import { RateLimits } from '../kit/traffic/rate-limits.js';
import type { Database } from './instances/database.js';
import type { Instance } from './instances/instance.js';
import { defaultSettings, type Settings } from './settings.js';
import { Faults } from './traffic/faults.js';
import { AutomationOutbox } from './webhooks/outbox.js';

/** Everything one sandbox Odoo holds: servers of several versions, each with its databases. */
export class OdooContext extends SandboxContext<Settings> {
  settings: Settings = defaultSettings();
  readonly instances = new Map<string, Instance>();
  /** Those of before a reset that somebody had asked: their keys stay good. */
  readonly asked = new Map<string, Instance>();
  readonly faults = new Faults();
  readonly limits = new RateLimits();
  readonly automations = new AutomationOutbox(() => this.settings);
  /** Requests that run, per database. */
  readonly running = new Map<string, number>();

  /** A database by the first part of its server's address and its name; the first of each when left out. */
  database(path: unknown, name: unknown): Database | undefined {
    const instance = path == null ? this.instances.get('v19') : this.instances.get(String(path));
    if (!instance) return undefined;
    return name == null ? [...instance.databases.values()][0] : instance.databases.get(String(name));
  }
}
