import type { ObjectName } from '../../../shared/records.js';
import type { ZohoModule } from './types.js';

/** Label of the unique field that holds our write key; Zoho makes the API name of it. */
export const KEY_LABEL = 'Connect External ID';
export const KEY_FIELD = 'Connect_External_ID';

/** Fields of ours, not of Zoho's. `@` cannot stand in an API name. */
export const KIND_FIELD = '@module';
/** Whole seconds; Zoho keeps a text whose form differs between accounts. */
export const DURATION_FIELD = '@duration_s';

/** What differs between Zoho's modules. */
export interface ZohoObject {
  module: ZohoModule;
  /** Lookups that lead to other records, by the module they lead to. */
  lookups: Partial<Record<ZohoModule, string>>;
  /** Text of an activity, where a marker goes. */
  body: string | null;
  /** Whether Zoho writes a record by a unique value of it. */
  canUpsert: boolean;
  /** As the module is named in addresses of pages; null where a record has none. */
  tab: string | null;
}

export const ZOHO_OBJECTS: Record<ZohoModule, ZohoObject> = {
  Contacts: {
    module: 'Contacts',
    lookups: { Accounts: 'Account_Name' },
    body: null,
    canUpsert: true,
    tab: 'Contacts',
  },
  Accounts: { module: 'Accounts', lookups: {}, body: null, canUpsert: true, tab: 'Accounts' },
  Deals: {
    module: 'Deals',
    lookups: { Accounts: 'Account_Name', Contacts: 'Contact_Name' },
    body: null,
    canUpsert: true,
    tab: 'Potentials',
  },
  Calls: { module: 'Calls', lookups: {}, body: 'Description', canUpsert: false, tab: 'Calls' },
  Tasks: { module: 'Tasks', lookups: {}, body: 'Description', canUpsert: false, tab: 'Tasks' },
  Events: { module: 'Events', lookups: {}, body: 'Description', canUpsert: false, tab: 'Events' },
  Notes: { module: 'Notes', lookups: {}, body: 'Note_Content', canUpsert: false, tab: null },
};

/** The module that is read for each of our objects; other activities than calls are only written. */
export const MAIN_MODULE: Record<ObjectName, ZohoModule> = {
  contact: 'Contacts',
  company: 'Accounts',
  deal: 'Deals',
  activity: 'Calls',
};

/** In the order they are offered. */
export const ACTIVITY_MODULES = ['Calls', 'Notes', 'Tasks', 'Events'] as const;

/** Whether a name is that of a kind of activity that is no call. */
export function isOtherActivity(name: unknown): name is Exclude<(typeof ACTIVITY_MODULES)[number], 'Calls'> {
  return name !== 'Calls' && ACTIVITY_MODULES.some((each) => each === name);
}

/** Remote id of a record: Zoho's own; activities that are no calls carry their module, `Notes:123`. */
export function toRemoteId(module: ZohoModule, id: string): string {
  return isOtherActivity(module) ? `${module}:${id}` : id;
}

/** Which module a remote id of ours stands for, and Zoho's id. */
export function fromRemoteId(object: ObjectName, remoteId: string): { info: ZohoObject; id: string } {
  const [module, id] = remoteId.split(':');
  if (object === 'activity' && id !== undefined && isOtherActivity(module))
    return { info: ZOHO_OBJECTS[module], id };
  return { info: ZOHO_OBJECTS[MAIN_MODULE[object]], id: remoteId };
}
