import type { ObjectName } from '../../shared/records.js';
import type { Connector, ConnectorSession } from '../connectors/connector.js';
import type { DriftContext } from '../drift/keep-fields.js';
import { compilePaused, type PausedMapping } from '../drift/paused-rows.js';
import { fieldsByName } from '../mapping/fields-by-name.js';
import { type Connection, Workspace } from '../store/models/index.js';
import { readPausedFields } from '../store/queries/field-drifts.js';
import { findMapping } from '../store/queries/find-mapping.js';
import { readFields } from './read-fields.js';

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

/** The mapping of a connection's workspace in use now, compiled against the fields its CRM has. */
export async function loadMapping(
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
