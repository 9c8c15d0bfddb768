import { after, before } from 'node:test';
import { closeHttpDoors } from '../../../service/connectors/http-agent.js';
import { odoo as connector } from '../../../service/connectors/odoo/index.js';
import type { ObjectName } from '../../../shared/records.js';
import { type Connected, connect } from '../../contract/connected.js';
import { collect, type Pulled } from '../../contract/pulls.js';
import { type OdooUnderTest, startProvider } from './provider.js';

export interface OdooConnection {
  provider: OdooUnderTest;
  connected: Connected;
  readAll(object: ObjectName, fields?: string[]): Promise<Pulled>;
  readChanges(object: ObjectName, cursor: string): Promise<Pulled>;
  /** Ids that the list of deleted records names, of those that are held. */
  readDeleted(object: ObjectName, held: string[]): Promise<string[]>;
}

/** A connection to an empty sandbox Odoo, for the tests of one file. */
export function openOdoo(server = 'v19'): OdooConnection {
  const open = {} as OdooConnection;
  before(async () => {
    open.provider = await startProvider({}, server);
    open.connected = await connect(connector, open.provider);
  });
  after(async () => {
    await open.provider.close();
    await closeHttpDoors();
  });
  open.readAll = (object, fields = []) =>
    collect(connector.readAll(open.connected.session, object, { cursor: null, fields }));
  open.readChanges = (object, cursor) =>
    collect(connector.readChanges(open.connected.session, object, { cursor, fields: [] }));
  open.readDeleted = async (object, ids) => {
    const sorted = [...ids].sort();
    const held = async (from: string | null, limit: number) =>
      sorted.filter((id) => from === null || id > from).slice(0, limit);
    const gone: string[] = [];
    for await (const { deleted } of connector.readDeleted(open.connected.session, object, {
      cursor: null,
      held,
    }))
      gone.push(...deleted.map(({ remoteId }) => remoteId));
    return gone;
  };
  return open;
}
