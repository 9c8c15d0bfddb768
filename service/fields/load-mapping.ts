import type { ObjectName } from '../../shared/records.js';
import type { Connector, ConnectorSession } from '../connectors/connector.js';
import type { DriftContext } from '../drift/keep-fields.js';
import { compilePaused, type PausedMapping } from '../drift/paused-rows.js';
import { fieldsByName } from '../mapping/fields-by-name.js';
import { type Connection, Workspace } from '../store/models/index.js';
import { readPausedFields } from '../store/queries/field-drifts.js';
import { findMapping } from '../store/queries/find-mapping.js';
import { readMappingState } from '../store/queries/mapping-state.js';
import type { Store } from '../store/store.js';
import { KeptMappings } from './kept-mappings.js';
import { areFresh, readFields } from './read-fields.js';

/** A connection with the session that works for it. */
export interface OpenConnection {
  connector: Connector;
  session: ConnectorSession;
  connection: Connection;
}

export interface LoadedMapping extends PausedMapping {
  /** What was copied under another one is out of date. */
  readonly readKey: string;
}

/**
 * The mapping of a connection's workspace in use now, compiled against the fields its CRM has. It is compiled once for
 * each state of what it is made of, and kept while it is used: to read a thousand fields takes many times as long as to
 * ask whether they changed.
 */
export async function loadMapping(
  context: DriftContext,
  open: OpenConnection,
  object: ObjectName,
): Promise<LoadedMapping> {
  const owner = { connectionId: open.connection.id, object };
  const state = await readMappingState(context.store, owner);
  const isFresh =
    state !== null &&
    state.fetchedAt !== null &&
    areFresh({ ...state, fetchedAt: state.fetchedAt }, context.clock.now());
  if (!isFresh) return compileAnew(context, open, object);
  const kept = keptOf(context.store);
  const held = kept.get(owner, state.key);
  if (held !== null) return held;
  // Read after the state, so never older than what its key says.
  const loaded = await compileAnew(context, open, object);
  kept.set(owner, state.key, loaded);
  return loaded;
}

const byStore = new WeakMap<Store, KeptMappings<LoadedMapping>>();

function keptOf(store: Store): KeptMappings<LoadedMapping> {
  const kept = byStore.get(store) ?? new KeptMappings<LoadedMapping>();
  byStore.set(store, kept);
  return kept;
}

/** All that is read here stands in the key of `readMappingState`, too. */
async function compileAnew(
  context: DriftContext,
  open: OpenConnection,
  object: ObjectName,
): Promise<LoadedMapping> {
  const { connection, connector } = open;
  const { fields } = await readFields(context, connection.id, async () => open, object);
  const workspace = await Workspace.findByPk(connection.workspaceId, { rejectOnEmpty: true });
  const { rows, readKey, declared } = await findMapping(workspace, connector, object);
  const paused = await readPausedFields(context.store, { connectionId: connection.id, object });
  return { ...compilePaused(object, rows, paused, { crmFields: fieldsByName(fields), declared }), readKey };
}
