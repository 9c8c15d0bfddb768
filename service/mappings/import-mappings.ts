import type { MappingDocument, MappingFault, MappingRow } from '../../shared/mapping.js';
import { departuresFrom, diffRows } from '../../shared/mapping-rows.js';
import { OBJECTS, type ObjectName } from '../../shared/records.js';
import type { ImportMappingsResult } from '../../shared/routes/mapping-documents.js';
import type { Services } from '../services.js';
import type { StoredMapping } from '../store/queries/find-mapping.js';
import { checkAgainstCrm } from './check-rows.js';
import { refuseConflict, refuseFaulty } from './refuse.js';
import { mappingInUse, tellConflict } from './save-mapping.js';
import type { MappingTarget } from './target.js';
import { type Saving, writeVersion } from './write-version.js';

/** One mapping of a file beside the one that is in use. */
interface Incoming {
  target: MappingTarget;
  current: StoredMapping;
  rows: MappingRow[];
  faults: MappingFault[];
  /** Where its rows stand in the file. */
  path: string;
}

export interface ImportOptions {
  isDryRun: boolean;
  baseVersions: Partial<Record<ObjectName, number>>;
}

/**
 * Saves every mapping of a file in one transaction, or none. One that is in use like this makes no version.
 *
 * @param targetOf where a mapping of the file goes.
 * @throws ServiceError `mapping_invalid`, `mapping_version_conflict`; of a dry run only the latter.
 */
export async function importMappings(
  services: Services,
  document: MappingDocument,
  targetOf: (object: ObjectName) => MappingTarget,
  saving: Omit<Saving, 'action'>,
  { isDryRun, baseVersions }: ImportOptions,
): Promise<ImportMappingsResult> {
  const incoming: Incoming[] = [];
  for (const [index, { object, rows }] of document.mappings.entries()) {
    const target = targetOf(object);
    const current = await mappingInUse(target);
    refuseConflict(current, { base_version: baseVersions[object] });
    const faults = await checkAgainstCrm(services, target, rows);
    incoming.push({ target, current, rows, faults, path: `document.mappings.${index}.rows` });
  }
  if (!isDryRun) await writeAll(services, incoming, { ...saving, action: 'mapping_imported' });
  const objects = incoming.map(({ target: { object }, current, rows, faults }) => ({
    ...{ object, diff: diffRows(current.rows, rows), faults },
  }));
  return { objects, saved: !isDryRun };
}

async function writeAll(services: Services, incoming: readonly Incoming[], saving: Saving): Promise<void> {
  for (const { current, rows, faults, path } of incoming) refuseFaulty(current, rows, faults, path);
  const changed = incoming.filter(({ current, rows }) => departuresFrom(current.rows, rows).length > 0);
  let writing = changed[0]?.target;
  await services.store
    .transaction(async (transaction) => {
      // In one order, so that two imports never wait for each other.
      for (const one of inOrder(changed)) {
        writing = one.target;
        await writeVersion(services, one.target, one, saving, transaction);
      }
    })
    .catch((error) => tellConflict(writing as MappingTarget, error));
}

const inOrder = (incoming: readonly Incoming[]): Incoming[] =>
  OBJECTS.flatMap((object) => incoming.filter(({ target }) => target.object === object));
