import type { Change, Database } from '../instances/database.js';
import { isMany } from '../orm/field.js';
import type { Value } from '../orm/row.js';

/** What an automation watches and where it posts. */
export interface Automation {
  target_url: string;
  model: string;
  triggers: Change['kind'][];
  /** Fields sent along, raw; nothing but the three underscore keys at a deletion. */
  fields: string[];
  /** How many identical posts one change makes: recomputations trigger too. */
  duplicates: number;
}

/** A post that was made. `status` 0 means nobody answered within the second it is given. */
export interface Delivery {
  at: string;
  url: string;
  body: Record<string, unknown>;
  status: number;
}

const TIMEOUT_MS = 1_000;

/** Automation rules of all databases: posts without signature, once tried, never repeated. */
export class AutomationOutbox {
  automations: Automation[] = [];
  readonly deliveries: Delivery[] = [];

  clear(): void {
    this.automations = [];
    this.deliveries.length = 0;
  }

  /** Called at commit with what changed. */
  tell(db: Database, changes: Change[]): void {
    for (const change of changes)
      for (const automation of this.automations)
        if (automation.model === change.model && automation.triggers.includes(change.kind))
          this.send(automation, bodyOf(db, automation, change));
  }

  private send(automation: Automation, body: Record<string, unknown>): void {
    for (let i = 0; i < automation.duplicates; i++) void this.post(automation.target_url, body);
  }

  private async post(url: string, body: Record<string, unknown>): Promise<void> {
    const delivery: Delivery = { at: new Date().toISOString(), url, body, status: 0 };
    this.deliveries.push(delivery);
    if (this.deliveries.length > 500) this.deliveries.shift();
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'python-requests/2.31.0' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      delivery.status = answer.status;
    } catch {
      // Nobody there, or too slow: the post is lost, as the vendor loses it.
    }
  }
}

function bodyOf(db: Database, automation: Automation, change: Change): Record<string, unknown> {
  const head = { _action: 'Send Webhook Notification(#222)', _id: change.id, _model: change.model };
  const env = db.system();
  const row = env.row(change.model, change.id);
  const model = env.model(change.model);
  if (!row || change.kind === 'unlink') return head;
  const fields = automation.fields.filter((name) => name in model.fields);
  const raw = (name: string): Value | false => {
    const field = model.fields[name];
    const value = env.value(model, row, name);
    return field && isMany(field) ? value : (value ?? false);
  };
  return { ...head, id: row.id, ...Object.fromEntries(fields.map((name) => [name, raw(name)])) };
}
