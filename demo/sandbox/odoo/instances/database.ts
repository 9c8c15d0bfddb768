import { SerializationFailure } from '../fault.js';
import { type Context, Env } from '../orm/env.js';
import { type Model, type ModelSpec, modelsOf, type Operation } from '../orm/model.js';
import type { Row } from '../orm/row.js';
import { StampClock, stampOf } from '../orm/stamp.js';
import { Table, type Undo } from '../orm/table.js';
import type { Settings } from '../settings.js';
import { ApiKeys } from './api-keys.js';
import type { Version } from './version.js';

/** One change of a record, told to automations after the call. */
export interface Change {
  kind: 'create' | 'write' | 'unlink';
  model: string;
  id: number;
}

interface Transaction {
  stamp: string;
  /** Commits seen: a row changed by a later one cannot be written. */
  snapshot: number;
  undo: { model: string; id: number; undo: Undo }[];
  changes: Change[];
}

const TRIES = 5;
const FIRST_TO_TELL_LATE = 19;

/** One customer's database: its models, rows and transactions. */
export class Database {
  readonly models: Map<string, Model>;
  readonly clock: StampClock;
  readonly keys: ApiKeys;
  /** Called with what changed: from 19 on after the commit, before it in older versions, even if it is rolled back. */
  onChange: (changes: Change[]) => void = () => undefined;
  /** Asked before rights are: a fault of the control door may take them away. */
  isDenied: (model: string, operation: Operation) => boolean = () => false;
  private readonly tables = new Map<string, Table>();
  private transaction: Transaction | null = null;
  private commits = 0;
  private readonly groups = new WeakMap<Row, ReadonlySet<string>>();

  constructor(
    readonly name: string,
    readonly version: Version,
    specs: ModelSpec[],
    readonly now: () => number,
    readonly settings: () => Settings,
  ) {
    this.models = modelsOf(specs, version.major);
    this.clock = new StampClock(now);
    this.keys = new ApiKeys(now);
    for (const model of this.models.values()) this.tables.set(model.name, new Table(model.indexed ?? []));
  }

  table(name: string): Table {
    const table = this.tables.get(name);
    if (!table) throw new Error(`no table ${name}`);
    return table;
  }

  /** The system itself, whom no right is asked. */
  system(): Env {
    return this.systemAs(1);
  }

  /** The system in a user's name. */
  systemAs(uid: number, context: Context = {}): Env {
    return new Env(this, uid, context, true);
  }

  /** What a transaction that starts now may see: the number of commits so far. */
  openSnapshot(): { stamp: string; snapshot: number } {
    return { stamp: this.clock.next(), snapshot: this.commits };
  }

  /**
   * Runs work as one transaction: all of it is kept, or none when it throws. A conflict with a commit made since
   * `begun` is tried again with a fresh view, as the server does.
   */
  run<T>(work: () => T, begun = this.openSnapshot()): T {
    for (let attempt = 1; ; attempt++) {
      try {
        return this.attempt(work, attempt === 1 ? begun : { ...begun, snapshot: this.commits });
      } catch (error) {
        if (!(error instanceof SerializationFailure) || attempt >= TRIES) throw error;
      }
    }
  }

  private attempt<T>(work: () => T, begun: { stamp: string; snapshot: number }): T {
    const transaction: Transaction = { ...begun, undo: [], changes: [] };
    this.transaction = transaction;
    try {
      const result = work();
      if (this.tellsEarly) this.tell(transaction);
      if (transaction.undo.length > 0) this.commit(transaction);
      return result;
    } catch (error) {
      if (this.tellsEarly) this.tell(transaction);
      this.rollBackTo(0);
      throw error;
    } finally {
      this.transaction = null;
    }
  }

  private commit(transaction: Transaction): void {
    this.commits++;
    for (const { model, id } of transaction.undo) this.table(model).touched.set(id, this.commits);
    if (!this.tellsEarly) this.tell(transaction);
  }

  private get tellsEarly(): boolean {
    return this.version.major < FIRST_TO_TELL_LATE;
  }

  private tell({ changes }: Transaction): void {
    if (changes.length > 0) this.onChange(changes);
  }

  private current(): Transaction {
    if (!this.transaction) throw new Error('no transaction is open');
    return this.transaction;
  }

  /** Start of the transaction; outside of one, as on a page that only reads, now. */
  transactionStamp(): string {
    return this.transaction?.stamp ?? stampOf(this.now());
  }

  snapshot(): number {
    return this.current().snapshot;
  }

  record(model: string, id: number, undo: Undo): void {
    this.current().undo.push({ model, id, undo });
  }

  changed(kind: Change['kind'], model: string, id: number): void {
    this.current().changes.push({ kind, model, id });
  }

  /** Runs work that is taken back when it throws, while the transaction goes on. */
  savepoint<T>(work: () => T): T {
    const { undo, changes } = this.current();
    const marks = [undo.length, changes.length] as const;
    try {
      return work();
    } catch (error) {
      this.rollBackTo(marks[0]);
      changes.length = marks[1];
      throw error;
    }
  }

  /** Takes back everything done since a position of the transaction; 0 is all of it. */
  rollBackTo(position: number): void {
    const { undo } = this.current();
    while (undo.length > position) undo.pop()?.undo();
  }

  /** Groups of a user, as external ids. */
  groupsOf(uid: number): ReadonlySet<string> {
    const user = this.table('res.users').get(uid);
    if (!user) return new Set();
    const known = this.groups.get(user);
    if (known) return known;
    const ids = user['groups_id'];
    const names = (Array.isArray(ids) ? ids : []).map((id) =>
      String(this.table('res.groups').get(id)?.['xmlid']),
    );
    const groups = new Set(names);
    this.groups.set(user, groups);
    return groups;
  }
}
