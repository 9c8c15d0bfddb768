import { GUESS } from '../guesses.js';
import { MODULES, type ModuleName } from '../modules.js';
import type { Org } from '../state/org.js';
import type { RecordVersion, Stored } from '../state/record.js';
import { deleteRecord, type Writer } from './write.js';

/**
 * Merges one record into another the way find-and-merge does: the survivor keeps its values and takes those it
 * lacked, what led to the loser leads to it, and the loser is in the deleted list.
 */
export function mergeRecords(
  org: Org,
  module: ModuleName,
  survivor: RecordVersion,
  loser: RecordVersion,
  writer: Writer,
): RecordVersion {
  deleteRecord(org, module, loser, writer, GUESS.mergedInto);
  const values: Record<string, Stored> = { ...loser.values, ...survivor.values };
  const stamp = { at: org.writeTime(writer.at), by: writer.userId };
  const merged = org.store(module).update(survivor, values, stamp);
  for (const { name } of MODULES) moveLookups(org, name, module, loser.id, merged.id, stamp);
  const fields = Object.keys(loser.values);
  org.onChange({ orgId: org.id, module, operation: 'update', recordId: merged.id, fields, isRelated: false });
  return merged;
}

function moveLookups(
  org: Org,
  module: ModuleName,
  target: ModuleName,
  from: string,
  to: string,
  stamp: { at: number; by: string },
): void {
  const store = org.store(module);
  const lookups = org.fieldsOf(module).filter((each) => each.lookup === target || each.lookup === 'parent');
  for (const { apiName } of lookups)
    for (const id of store.index.find(apiName, from)) {
      const version = store.get(id);
      if (!version) continue;
      store.update(version, { ...version.values, [apiName]: to }, stamp);
      const about = { orgId: org.id, module, recordId: id, fields: [apiName] };
      org.onChange({ ...about, operation: 'update', isRelated: false });
    }
}
