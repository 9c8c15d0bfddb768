import { isLoopback, Posts, postTo } from '../../kit/posts.js';
import type { Change, Database } from '../instances/database.js';
import { isMany } from '../orm/field.js';
import type { Value } from '../orm/row.js';
import { searchCount } from '../orm/search.js';
import type { Settings } from '../settings.js';
import { type Automation, automationsOf } from './automations.js';

/** A post that was made. `status` 0 means nobody answered within the time it is given. */
export interface Delivery {
  at: string;
  url: string;
  body: Record<string, unknown>;
  status: number;
}

type Post = Pick<Delivery, 'url' | 'body'>;

/** Automation rules of all databases: posts without signature, once tried, never repeated. */
export class AutomationOutbox {
  /** Those of the control door, which watch every database. */
  automations: Automation[] = [];
  private readonly posts = new Posts<Delivery>();
  private waiting: Post[] = [];

  constructor(private readonly settings: () => Settings) {}

  get deliveries(): Delivery[] {
    return this.posts.deliveries;
  }

  get underWay(): number {
    return this.posts.underWay;
  }

  clear(): void {
    this.automations = [];
    this.waiting = [];
    this.posts.clear();
  }

  /** Told what changes: before the commit up to 18, of a change that is rolled back too; after it from 19 on. */
  tell(db: Database, changes: Change[]): void {
    const automations = [...this.automations, ...automationsOf(db)];
    for (const change of changes)
      for (const automation of automations)
        if (isMeant(db, automation, change)) this.send(db, automation, change);
  }

  private send(db: Database, automation: Automation, change: Change): void {
    const { hook_copies, hook_storm } = this.settings();
    const url = automation.target_url;
    const body = bodyOf(db, automation, change);
    for (let i = 0; i < (automation.duplicates ?? hook_copies); i++) this.queue({ url, body });
    const others = hook_storm > 0 ? [...db.table(change.model).rows.keys()].slice(-hook_storm) : [];
    for (const id of others)
      this.queue({ url, body: bodyOf(db, automation, { ...change, kind: 'write', id }) });
  }

  /** Posts go out in order and at once, unless a setting holds them back or mixes what waits. */
  private queue(post: Post): void {
    const { hook_delay_ms: delayMs, hook_shuffle: isShuffled } = this.settings();
    this.waiting.push(post);
    this.posts.later(delayMs, () => this.flushOne(isShuffled));
  }

  private flushOne(isShuffled: boolean): void {
    const at = isShuffled ? Math.floor(Math.random() * this.waiting.length) : 0;
    const [post] = this.waiting.splice(at, 1);
    if (post)
      void this.posts.tryUntilTaken(
        () => this.post(post),
        () => [],
      );
  }

  private async post({ url, body }: Post): Promise<number> {
    const delivery: Delivery = { at: new Date().toISOString(), url, body, status: 0 };
    this.posts.keep(delivery);
    // A sandbox posts to nobody but this machine.
    if (!isLoopback(url)) return 0;
    const headers = { 'content-type': 'application/json', 'user-agent': 'python-requests/2.31.0' };
    // Nobody there, or too slow: the post is lost, as the vendor loses it.
    delivery.status = await postTo(url, {
      body: JSON.stringify(body),
      headers,
      withinMs: this.settings().hook_timeout_ms,
      redirect: 'follow',
    });
    return delivery.status;
  }
}

function isMeant(db: Database, { model, triggers, filter }: Automation, change: Change): boolean {
  if (model !== change.model || !triggers.includes(change.kind)) return false;
  const env = db.system().withContext({ active_test: false });
  if (filter.length === 0 || !env.row(model, change.id)) return true;
  return searchCount(env, env.model(model), [...filter, ['id', '=', change.id]]) > 0;
}

function bodyOf(db: Database, automation: Automation, change: Change): Record<string, unknown> {
  const head = { _action: automation.action, _id: change.id, _model: change.model };
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
