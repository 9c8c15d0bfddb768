import { activityFields } from '../fields/activity-fields.js';
import { accountFields, contactFields, dealFields } from '../fields/crm-fields.js';
import { type FieldDefinition, systemFields } from '../fields/definition.js';
import { infoOf, MODULES, type ModuleName } from '../modules.js';
import type { Settings } from '../settings.js';
import { type Layout, layoutsOf } from './layouts.js';
import { ModuleStore } from './module-store.js';
import type { OrgInfo, User } from './org-info.js';
import { stageNames } from './pipelines.js';
import { wholeSecond } from './time.js';

/** Something that happened to a record; what notifications are made from. */
export interface ChangeEvent {
  orgId: string;
  module: ModuleName;
  operation: 'insert' | 'update' | 'delete';
  recordId: string;
  /** API names of what changed. */
  fields: string[];
  /** Whether only something related changed. */
  isRelated: boolean;
}

/** One CRM account with its own records and definitions. */
export class Org {
  readonly stores = new Map<ModuleName, ModuleStore>();
  readonly fields = new Map<ModuleName, Map<string, FieldDefinition>>();
  readonly layouts = new Map<ModuleName, Layout[]>();
  onChange: (event: ChangeEvent) => void = () => {};
  /** How many records were generated per module, so that no two are alike. */
  readonly generated: Partial<Record<ModuleName, number>> = {};
  private lastWriteAt = 0;
  private nextFieldNumber = 1;
  private readonly removed = new Map<string, FieldDefinition>();

  constructor(
    readonly info: OrgInfo,
    readonly settings: Settings,
    readonly now: () => number,
  ) {
    for (const module of MODULES) {
      const clock = { now, lagMs: () => settings.search_lag_ms };
      this.stores.set(module.name, new ModuleStore(module, info.idPrefix, clock));
      this.fields.set(module.name, new Map());
      this.layouts.set(module.name, layoutsOf(module.name, info.idPrefix, module.idCode, info.isLarge));
      for (const definition of this.definitionsOf(module.name)) this.addField(module.name, definition);
      if (module.duplicateField) this.store(module.name).addIndex(module.duplicateField);
    }
  }

  get id(): string {
    return this.info.id;
  }

  /** Time of a write: now in whole seconds, but never before an earlier write of this account. */
  writeTime(at = this.now()): number {
    this.lastWriteAt = Math.max(wholeSecond(at), this.lastWriteAt);
    return this.lastWriteAt;
  }

  get latestWriteAt(): number {
    return this.lastWriteAt;
  }

  store(module: ModuleName): ModuleStore {
    return this.stores.get(module) as ModuleStore;
  }

  field(module: ModuleName, apiName: string): FieldDefinition | undefined {
    return this.fields.get(module)?.get(apiName);
  }

  fieldsOf(module: ModuleName): FieldDefinition[] {
    return [...(this.fields.get(module)?.values() ?? [])];
  }

  /** Adds a field, gives it an id when it has none, and indexes what is looked up by value. */
  addField(module: ModuleName, definition: FieldDefinition): FieldDefinition {
    const number = String(this.nextFieldNumber++).padStart(4, '0');
    const id = definition.id || `${this.info.idPrefix}900${number}0000`;
    const added = { ...definition, id };
    this.fields.get(module)?.set(added.apiName, added);
    const isLookedUp = added.type === 'lookup' || added.unique !== null || added.external !== null;
    if (isLookedUp) this.store(module).addIndex(added.apiName);
    return added;
  }

  /** Puts a changed field in the place of the one of that name. */
  changeField(module: ModuleName, apiName: string, change: Partial<FieldDefinition>): FieldDefinition | null {
    const before = this.field(module, apiName) ?? this.removed.get(`${module}.${apiName}`);
    if (!before) return null;
    this.removed.delete(`${module}.${apiName}`);
    return this.addField(module, { ...before, ...change });
  }

  /** Takes a field away. What records hold in it is shown again once the field is back. */
  removeField(module: ModuleName, definition: FieldDefinition): void {
    this.fields.get(module)?.delete(definition.apiName);
    this.removed.set(`${module}.${definition.apiName}`, definition);
  }

  /** Gives a field another API name; its values move with it. */
  renameField(module: ModuleName, from: string, to: string): void {
    const definition = this.field(module, from);
    if (!definition) return;
    this.fields.get(module)?.delete(from);
    this.addField(module, { ...definition, apiName: to });
    for (const version of [...this.store(module).all()]) {
      const { [from]: value, ...values } = version.values;
      if (value === undefined) continue;
      const stamp = { at: this.writeTime(), by: version.modifiedBy };
      this.store(module).update(version, { ...values, [to]: value }, stamp);
    }
  }

  user(id: string): User | undefined {
    return this.info.users.find((each) => each.id === id);
  }

  /** Fields whose values no two records share. */
  uniqueFields(module: ModuleName): FieldDefinition[] {
    return this.fieldsOf(module).filter((each) => each.unique !== null || each.external !== null);
  }

  isMultiCurrency(): boolean {
    return this.info.currencies.length > 1;
  }

  private definitionsOf(module: ModuleName): FieldDefinition[] {
    return [...this.ownDefinitions(module), ...systemFields()];
  }

  private ownDefinitions(module: ModuleName): FieldDefinition[] {
    const { pipelines, currencies } = this.info;
    if (module === 'Contacts') return contactFields();
    if (module === 'Accounts') return accountFields();
    if (module !== 'Deals') return activityFields(infoOf(module).name, this.settings.call_status_field);
    const names = pipelines.map((each) => each.name);
    return dealFields(
      stageNames(pipelines),
      names,
      currencies.map((each) => each.iso_code),
    );
  }
}
