import { assemble } from '../kit/assemble.js';
import type { Sandbox } from '../kit/sandbox.js';
import { OdooContext } from './context.js';
import { control } from './control/index.js';
import { applySettings } from './control/settings.js';
import type { Database } from './instances/database.js';
import { makeInstances } from './seed/databases.js';
import { serveOdoo } from './serve.js';
import { defaultSettings } from './settings.js';
import { snapshots } from './state/snapshot.js';

/** How this sandbox is set up; everything has a default. */
export interface OdooSandboxOptions {
  seed?: boolean;
  /** Settings as the control door takes them, e.g. `{limits: true}`; a reset returns to them. */
  settings?: Record<string, unknown>;
  /** Keeps databases and keys in this file, and starts from it when it is there. Default: memory only. */
  stateFile?: string;
}

/** The user and key that are there from the start, in every database. */
export const DEFAULT_LOGIN = {
  database: 'nordest',
  login: 'connect@nordest-energia.example',
  key: 'c0ffee42'.repeat(5),
} as const;

/** Odoo servers of three versions, written from the vendor's published and observed behaviour. */
export function createOdooSandbox(options: OdooSandboxOptions = {}): Sandbox {
  const context = new OdooContext();
  const handle = { context, reset: (isEmpty: boolean) => resetContext(context, options, isEmpty) };
  handle.reset(options.seed === false);
  return assemble({
    id: 'odoo',
    label: 'Sandbox Odoo',
    about:
      'Contacts, deals and their history on servers of version 18, 19 and 20; API keys made in the preferences.',
    serve: (call) => serveOdoo(context, call),
    control: (call) => control(handle, call),
    stop: () => context.automations.clear(),
    snapshots: snapshots(context),
    stateFile: options.stateFile,
  });
}

/** Back to the start. Keys and automations survive, so that a connected service need not connect again. */
function resetContext(context: OdooContext, options: OdooSandboxOptions, isEmpty: boolean): void {
  context.settings = defaultSettings();
  applySettings(context.settings, options.settings ?? {});
  context.faults.clear();
  context.limits.clear();
  context.log.clear();
  context.notes.length = 0;
  for (const [path, instance] of context.instances) if (instance.isMade) context.asked.set(path, instance);
  const prepare = (db: Database) => {
    const kept = context.asked.get(db.version.path)?.databases.get(db.name)?.keys.keys;
    if (kept) db.keys.keys = kept;
    db.isDenied = (model, operation) => context.faults.isDenied(model, operation);
    db.onChange = (changes) => context.automations.tell(db, changes);
  };
  for (const instance of makeInstances(context.now, () => context.settings, isEmpty, prepare))
    context.instances.set(instance.version.path, instance);
}
