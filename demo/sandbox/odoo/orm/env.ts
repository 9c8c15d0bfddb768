import { accessError } from '../fault.js';
import type { Database } from '../instances/database.js';
import { isMany } from './field.js';
import type { Model } from './model.js';
import type { Row, Value } from './row.js';
import type { Table } from './table.js';

/** What a caller may send along: language, archived records, companies. */
export interface Context {
  lang?: string;
  tz?: string;
  active_test?: boolean;
  [key: string]: unknown;
}

/** One user looking at one database inside one transaction. */
export class Env {
  constructor(
    readonly db: Database,
    readonly uid: number,
    readonly context: Context = {},
    /** Rights are not asked. */
    readonly isSuper = false,
  ) {}

  get major(): number {
    return this.db.version.major;
  }

  /** An installed language, else English. */
  get lang(): string {
    const { lang } = this.context;
    return lang === 'it_IT' ? lang : 'en_US';
  }

  /** Start of the transaction: what `write_date` becomes. */
  get stamp(): string {
    return this.db.transactionStamp();
  }

  get today(): string {
    return this.stamp.slice(0, 10);
  }

  sudo(): Env {
    return this.isSuper ? this : new Env(this.db, this.uid, this.context, true);
  }

  withContext(more: Context): Env {
    return new Env(this.db, this.uid, { ...this.context, ...more }, this.isSuper);
  }

  model(name: string): Model {
    const model = this.db.models.get(name);
    if (!model) throw new Error(`no model ${name}`);
    return model;
  }

  table(name: string): Table {
    return this.db.table(name);
  }

  row(model: string, id: Value | undefined): Row | undefined {
    return typeof id === 'number' ? this.table(model).get(id) : undefined;
  }

  get user(): Row {
    return this.row('res.users', this.uid) ?? { id: this.uid };
  }

  /** The user's partner: author of what is posted. */
  get partnerId(): number {
    return Number(this.user['partner_id'] ?? 0);
  }

  /**
   * Companies that are switched on: those the caller names, the first of them being the current one; else all of the
   * user's. @throws Fault `AccessError` for one that is not the user's.
   */
  get companyIds(): number[] {
    const own = [this.user['company_id'], ...((this.user['company_ids'] as number[] | undefined) ?? [])];
    const asked = this.context['allowed_company_ids'];
    if (!Array.isArray(asked) || asked.length === 0) return [...new Set(own.map(Number))];
    if (!this.isSuper && asked.some((id) => !own.includes(id)))
      throw accessError('Access to unauthorized or invalid companies.');
    return asked.map(Number);
  }

  hasGroup(...groups: string[]): boolean {
    if (this.isSuper) return true;
    const own = this.db.groupsOf(this.uid);
    return groups.some((group) => own.has(group));
  }

  /** A field's value as stored or worked out. */
  value(model: Model, row: Row, name: string): Value {
    const field = model.fields[name];
    if (!field) return null;
    if (field.compute) return field.compute(this, row, model);
    if (field.type === 'one2many') return this.childIds(field.relation ?? '', field.inverse ?? '', row.id);
    if (field.translate) {
      const translated = row[`${name}@${this.lang}`];
      if (typeof translated === 'string') return translated;
    }
    return row[name] ?? (isMany(field) ? [] : null);
  }

  /** Visible records that point here, in the order of their model's ids. */
  private childIds(relation: string, inverse: string, id: number): number[] {
    const model = this.db.models.get(relation);
    if (!model) return [];
    const table = this.table(relation);
    const ids =
      table.lookup(inverse, id) ??
      [...table.rows.values()].filter((row) => row[inverse] === id).map((row) => row.id);
    const showsAll = !model.hasActive || this.context.active_test === false;
    return showsAll ? ids : ids.filter((each) => table.get(each)?.['active'] !== false);
  }

  displayName(model: Model, row: Row): string {
    if (model.displayName) return model.displayName(this, row);
    const value = this.value(model, row, model.recName);
    return value === null ? `${model.name},${row.id}` : String(value);
  }

  /** `display_name` of what a many2one points at; rights are not asked for it. */
  nameOf(model: string, id: number): string {
    const row = this.row(model, id);
    return row ? this.displayName(this.model(model), row) : '';
  }
}
