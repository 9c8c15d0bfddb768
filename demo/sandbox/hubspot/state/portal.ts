import { OBJECT_TYPES, type ObjectType } from '../object-types.js';
import { activityProperties } from '../properties/activities.js';
import { companyProperties, dealProperties } from '../properties/companies-and-deals.js';
import { contactProperties } from '../properties/contacts.js';
import { optionList, type PropertyDefinition } from '../properties/definition.js';
import type { Settings } from '../settings.js';
import { Associations } from './associations.js';
import { ObjectStore } from './object-store.js';
import type { Owner, Pipeline } from './pipelines.js';
import { isoUtc } from './version.js';

/** What an account is, apart from its records. */
export interface PortalInfo {
  id: number;
  name: string;
  domain: string;
  companyCurrency: string;
  additionalCurrencies: string[];
  pipelines: Pipeline[];
  owners: Owner[];
}

/** Something that happened to a record; what webhooks are made from. */
export interface ChangeEvent {
  portalId: number;
  kind:
    | 'creation'
    | 'deletion'
    | 'restore'
    | 'merge'
    | 'propertyChange'
    | 'associationChange'
    | 'privacyDeletion';
  object: ObjectType;
  objectId: string;
  at: number;
  details: Record<string, unknown>;
}

/** One CRM account with its own records, definitions and links. */
export class Portal {
  readonly stores: Record<ObjectType, ObjectStore>;
  readonly properties: Record<ObjectType, Map<string, PropertyDefinition>>;
  /** Definitions that were archived; records keep their values, and show them again once a definition is back. */
  readonly archivedProperties: Record<ObjectType, Map<string, PropertyDefinition>>;
  readonly associations = new Associations();
  onChange: (event: ChangeEvent) => void = () => {};
  /** How many records were generated per type, so that no two are alike. */
  readonly generated: Partial<Record<ObjectType, number>> = {};
  private lastWriteAt = 0;

  constructor(
    readonly info: PortalInfo,
    readonly settings: Settings,
    readonly now: () => number,
  ) {
    // Ids of two accounts never coincide, so a mix-up of accounts shows as a 404.
    const idOffset = (info.id % 1000) * 100_000_000;
    const stores = {} as Record<ObjectType, ObjectStore>;
    const properties = {} as Record<ObjectType, Map<string, PropertyDefinition>>;
    const archived = {} as Record<ObjectType, Map<string, PropertyDefinition>>;
    for (const type of OBJECT_TYPES) {
      stores[type.type] = new ObjectStore(type, idOffset, () => this.settings.index_lag_ms);
      properties[type.type] = new Map(definitionsOf(type.type, info).map((each) => [each.name, each]));
      archived[type.type] = new Map();
    }
    stores.contacts.addUniqueProperty('email');
    this.stores = stores;
    this.properties = properties;
    this.archivedProperties = archived;
  }

  get id(): number {
    return this.info.id;
  }

  /** Time of a write: now, but never before an earlier write of this account. */
  writeTime(at = this.now()): number {
    this.lastWriteAt = Math.max(at, this.lastWriteAt);
    return this.lastWriteAt;
  }

  get latestWriteAt(): number {
    return this.lastWriteAt;
  }

  store(type: ObjectType): ObjectStore {
    return this.stores[type];
  }

  property(type: ObjectType, name: string): PropertyDefinition | undefined {
    return this.properties[type].get(name);
  }

  /** Puts a definition in place, a new one or one that takes another's place. */
  putProperty(type: ObjectType, definition: PropertyDefinition): PropertyDefinition {
    const stored = { ...definition, updatedAt: isoUtc(this.now()) };
    this.archivedProperties[type].delete(stored.name);
    this.properties[type].set(stored.name, stored);
    if (stored.hasUniqueValue) this.store(type).addUniqueProperty(stored.name);
    return stored;
  }

  archiveProperty(type: ObjectType, definition: PropertyDefinition): void {
    this.properties[type].delete(definition.name);
    this.archivedProperties[type].set(definition.name, { ...definition, archived: true });
  }

  owner(id: string): Owner | undefined {
    return this.info.owners.find((owner) => owner.id === id);
  }

  currencies(): string[] {
    return [this.info.companyCurrency, ...this.info.additionalCurrencies];
  }
}

function definitionsOf(type: ObjectType, info: PortalInfo): PropertyDefinition[] {
  if (type === 'contacts') return contactProperties();
  if (type === 'companies') return companyProperties();
  if (type === 'deals') return dealProperties().map((each) => withAccountOptions(each, info));
  return activityProperties(type);
}

function withAccountOptions(definition: PropertyDefinition, info: PortalInfo): PropertyDefinition {
  const { pipelines, companyCurrency, additionalCurrencies } = info;
  const choices: Record<string, [string, string][]> = {
    pipeline: pipelines.map((each) => [each.id, each.label]),
    dealstage: pipelines.flatMap((each) =>
      each.stages.map((stage): [string, string] => [stage.id, `${stage.label} (${each.label})`]),
    ),
    deal_currency_code: [companyCurrency, ...additionalCurrencies].map((code) => [code, code]),
  };
  const own = choices[definition.name];
  return own ? { ...definition, options: optionList(own) } : definition;
}
