import type { Fields, ObjectName } from '../../../../shared/records.js';
import type { ExampleRecord, FindExamplesResult } from '../../../../shared/routes/mappings.js';
import { connectorFor } from '../../../connectors/registry.js';
import { NAMED_BY, recordLabel } from '../../../mapping/record-label.js';
import type { WorkspaceScope } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { findAppFields } from '../../../store/queries/find-app-fields.js';
import { requireConnection } from '../../../store/queries/find-connection.js';
import { findExample } from '../../../store/queries/find-example.js';
import { type NewRecord, newestRecords } from '../../../store/queries/newest-records.js';

const MOST = 20;
/** So many are read for the values of our fields. */
const SAMPLED = 200;
const VALUES = 10;
const VALUE_LENGTH = 60;

interface Asked {
  /** Words of a name, or an id; empty: the newest. */
  search: string;
  /** Whether sensitive fields may be told: to the host's backend, not to browsers. */
  isTrusted: boolean;
}

/** Records to try a mapping on, and what our fields hold in the newest of them. */
export async function listExamples(
  services: Services,
  scope: WorkspaceScope,
  { provider, object }: { provider: string; object: ObjectName },
  { search, isTrusted }: Asked,
): Promise<FindExamplesResult> {
  const { id: connectionId } = await requireConnection(scope.id, provider, connectorFor(provider).label);
  const owner = { workspaceId: scope.id, connectionId, object };
  const appFields = await findAppFields(scope.appId, object);
  const sensitive = new Set(appFields.flatMap((field) => (field.sensitive ? [field.name] : [])));
  const isShown = (field: string) => isTrusted || !sensitive.has(field);
  const describe = ({ remoteId, localId, held }: NewRecord): ExampleRecord => ({
    remote_id: remoteId,
    local_id: localId,
    label: recordLabel(object, held, isShown) ?? remoteId ?? localId,
  });
  const named = NAMED_BY[object].flat().filter(isShown);
  const found = await newestRecords(services.store, owner, {
    words: wordsOf(search),
    fields: named,
    limit: search ? MOST : SAMPLED,
  });
  const byId = search ? await findById(services, owner, search) : [];
  const examples = [...byId, ...found].map(describe);
  const isFirst = (each: ExampleRecord, at: number) =>
    examples.findIndex(({ local_id }) => local_id === each.local_id) === at;
  return {
    examples: examples.filter(isFirst).slice(0, MOST),
    values: search ? {} : valuesOf(found, isShown),
  };
}

const wordsOf = (search: string): string[] => search.split(/\s+/).filter(Boolean).slice(0, 8);

async function findById(
  services: Services,
  owner: Parameters<typeof findExample>[1],
  id: string,
): Promise<NewRecord[]> {
  const found = await Promise.all([
    findExample(services.store, owner, { remoteId: id }),
    findExample(services.store, owner, { localId: id }),
  ]);
  return found.flatMap((each) => (each ? [{ ...each, held: { ...each.held, ...each.host } }] : []));
}

/** Different values of each field, as text. */
function valuesOf(
  records: readonly NewRecord[],
  isShown: (field: string) => boolean,
): Record<string, string[]> {
  const seen = new Map<string, Set<string>>();
  for (const { held } of records) {
    for (const [field, text] of textsOf(held)) {
      if (!isShown(field)) continue;
      const values = seen.get(field) ?? new Set();
      if (values.size < VALUES) values.add(text);
      seen.set(field, values);
    }
  }
  return Object.fromEntries([...seen].map(([field, values]) => [field, [...values]]));
}

function textsOf(held: Fields): [field: string, text: string][] {
  return Object.entries(held).flatMap(([field, value]) =>
    value === null || Array.isArray(value) || String(value) === ''
      ? []
      : [[field, String(value).slice(0, VALUE_LENGTH)]],
  );
}
