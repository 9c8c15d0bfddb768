import type { ConnectorSession } from '../connector.js';
import { CrmError } from '../connector.js';
import { get, PATHS } from './client.js';
import type { FieldDefinition, ZohoModule } from './types.js';

/** Fields of a module by API name. */
export type Definitions = ReadonlyMap<string, FieldDefinition>;

const FRESH_MS = 10 * 60_000;
const MOST_KEPT = 500;

/** What this process saw lately, by account and module: a write needs the types of its fields. Only a saving. */
const kept = new Map<string, { at: number; definitions: Definitions }>();

/** Definitions of a module's fields, hidden ones included. */
export async function readFieldDefinitions(
  session: ConnectorSession,
  module: ZohoModule,
): Promise<FieldDefinition[]> {
  const { body } = await get<{ fields?: FieldDefinition[] }>(session, PATHS.fields, { module, type: 'all' });
  const fields = body?.fields ?? [];
  keep(session, module, new Map(fields.map((field) => [field.api_name, field])));
  return fields;
}

/**
 * Definitions that are at most ten minutes old and know these names, if Zoho does. Null where we may not read them.
 */
export async function definitionsFor(
  session: ConnectorSession,
  module: ZohoModule,
  names: readonly string[],
): Promise<Definitions | null> {
  const known = kept.get(keyOf(session, module));
  const isFresh = known !== undefined && session.now().getTime() - known.at < FRESH_MS;
  if (known && isFresh && names.every((name) => known.definitions.has(name))) return known.definitions;
  try {
    const fields = await readFieldDefinitions(session, module);
    return new Map(fields.map((field) => [field.api_name, field]));
  } catch (error) {
    if (error instanceof CrmError && error.kind === 'permission') return null;
    throw error;
  }
}

function keep(session: ConnectorSession, module: ZohoModule, definitions: Definitions): void {
  const key = keyOf(session, module);
  kept.delete(key);
  kept.set(key, { at: session.now().getTime(), definitions });
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) return;
    kept.delete(oldest);
  }
}

function keyOf({ accountId, metadata }: ConnectorSession, module: ZohoModule): string {
  return JSON.stringify([metadata['api_domain'] ?? null, accountId, module]);
}
