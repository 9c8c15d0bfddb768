/** The modules this sandbox holds, by API name. */
export type ModuleName = 'Contacts' | 'Accounts' | 'Deals' | 'Calls' | 'Tasks' | 'Events' | 'Notes';

/** What differs between modules. */
export interface ModuleInfo {
  name: ModuleName;
  singular: string;
  /** Three digits inside every record id, so that mixed-up ids show. */
  idCode: string;
  /** Module part of a scope: `ZohoCRM.modules.contacts.ALL`. */
  scope: string;
  isActivity: boolean;
  /** Whether upsert takes it; activities and notes are refused. */
  canUpsert: boolean;
  /** Field that is checked for duplicates when an upsert names none. */
  duplicateField: string | null;
  /** Field that names a record. */
  nameField: string;
}

function module(
  name: ModuleName,
  singular: string,
  idCode: string,
  nameField: string,
  duplicateField: string | null = null,
): ModuleInfo {
  return {
    ...{ name, singular, idCode, nameField, duplicateField },
    scope: name.toLowerCase(),
    isActivity: ['Calls', 'Tasks', 'Events'].includes(name),
    canUpsert: duplicateField !== null,
  };
}

/** Every module, in the order people expect to see them. */
export const MODULES: readonly ModuleInfo[] = [
  module('Contacts', 'Contact', '101', 'Full_Name', 'Email'),
  module('Accounts', 'Account', '102', 'Account_Name', 'Account_Name'),
  module('Deals', 'Deal', '103', 'Deal_Name', 'Deal_Name'),
  module('Calls', 'Call', '104', 'Subject'),
  module('Tasks', 'Task', '105', 'Subject'),
  module('Events', 'Meeting', '106', 'Event_Title'),
  module('Notes', 'Note', '107', 'Note_Title'),
];

const byName = new Map<string, ModuleInfo>(MODULES.map((info) => [info.name, info]));

/** Finds a module by API name, written exactly so. */
export function findModule(name: string): ModuleInfo | undefined {
  return byName.get(name);
}

/** The facts of a known module. */
export function infoOf(name: ModuleName): ModuleInfo {
  return byName.get(name) as ModuleInfo;
}

/** Modules a `What_Id` or a note's parent may be in. */
export const PARENT_MODULES: readonly ModuleName[] = ['Contacts', 'Accounts', 'Deals'];
