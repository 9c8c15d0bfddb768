import type { Snapshots } from '../../kit/state/snapshot-file.js';
import type { ZohoContext } from '../context.js';
import type { FieldDefinition } from '../fields/definition.js';
import { MODULES, type ModuleName } from '../modules.js';
import type { Channel } from '../notifications/channels.js';
import type { AccessToken, Grant } from '../oauth/grants.js';
import type { StoreDump } from './module-store.js';
import type { Org } from './org.js';

const SHAPE = 1;

interface OrgDump {
  id: string;
  lastWriteAt: number;
  stores: Partial<Record<ModuleName, StoreDump>>;
  fields: Partial<Record<ModuleName, FieldDefinition[]>>;
}

interface Snapshot {
  shape: number;
  grants: Grant[];
  accessTokens: AccessToken[];
  channels: Channel[];
  orgs: OrgDump[];
}

/** What this sandbox keeps in its file: accounts, consents and channels. */
export function snapshotsOf(context: ZohoContext): Snapshots<Snapshot> {
  return {
    shape: SHAPE,
    take: () => take(context),
    restore: (snapshot) => restore(context, snapshot),
  };
}

function dumpOrg(org: Org): OrgDump {
  return {
    id: org.id,
    lastWriteAt: org.latestWriteAt,
    stores: Object.fromEntries(MODULES.map(({ name }) => [name, org.store(name).dump()])),
    fields: Object.fromEntries(MODULES.map(({ name }) => [name, org.fieldsOf(name)])),
  };
}

function take({ grants, channels, orgs, now }: ZohoContext): Snapshot {
  return {
    shape: SHAPE,
    grants: [...grants.byRefreshToken.values()],
    accessTokens: [...grants.accessTokens.values()],
    channels: channels.alive(now()),
    orgs: [...orgs.values()].map(dumpOrg),
  };
}

function restore({ grants, channels, orgs }: ZohoContext, snapshot: Snapshot): void {
  for (const grant of snapshot.grants) grants.byRefreshToken.set(grant.refreshToken, grant);
  for (const token of snapshot.accessTokens) grants.accessTokens.set(token.token, token);
  for (const channel of snapshot.channels) channels.put(channel);
  for (const dump of snapshot.orgs) {
    const org = orgs.get(dump.id);
    if (!org) continue;
    org.writeTime(dump.lastWriteAt);
    for (const { name } of MODULES) {
      const fields = dump.fields[name] ?? [];
      for (const field of org.fieldsOf(name))
        if (!fields.some(({ apiName }) => apiName === field.apiName)) org.removeField(name, field);
      for (const field of fields) org.addField(name, field);
      const store = dump.stores[name];
      if (store) org.store(name).load(store);
    }
  }
}
