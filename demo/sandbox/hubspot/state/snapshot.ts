import type { Snapshots } from '../../kit/state/snapshot-file.js';
import type { HubspotContext } from '../context.js';
import type { AccessToken, Grant } from '../oauth/grants.js';
import { OBJECT_TYPES, type ObjectType } from '../object-types.js';
import type { PropertyDefinition } from '../properties/definition.js';
import type { LinkDump } from './associations.js';
import type { StoreDump } from './object-store.js';

const SHAPE = 1;

interface PortalDump {
  id: number;
  lastWriteAt: number;
  stores: Partial<Record<ObjectType, StoreDump>>;
  properties: Partial<Record<ObjectType, PropertyDefinition[]>>;
  archivedProperties?: Partial<Record<ObjectType, PropertyDefinition[]>>;
  links: LinkDump;
}

interface Snapshot {
  shape: number;
  grants: Grant[];
  accessTokens: AccessToken[];
  portals: PortalDump[];
}

/** What this sandbox keeps in its file: accounts and installs. */
export function snapshotsOf(context: HubspotContext): Snapshots<Snapshot> {
  return {
    shape: SHAPE,
    take: () => take(context),
    restore: (snapshot) => restore(context, snapshot),
  };
}

function take({ grants, portals }: HubspotContext): Snapshot {
  return {
    shape: SHAPE,
    grants: [...grants.byRefreshToken.values()],
    accessTokens: [...grants.accessTokens.values()],
    portals: [...portals.values()].map((portal) => ({
      id: portal.id,
      lastWriteAt: portal.latestWriteAt,
      stores: Object.fromEntries(OBJECT_TYPES.map(({ type }) => [type, portal.store(type).dump()])),
      properties: Object.fromEntries(
        OBJECT_TYPES.map(({ type }) => [type, [...portal.properties[type].values()]]),
      ),
      archivedProperties: Object.fromEntries(
        OBJECT_TYPES.map(({ type }) => [type, [...portal.archivedProperties[type].values()]]),
      ),
      links: portal.associations.dump(),
    })),
  };
}

function restore({ grants, portals }: HubspotContext, snapshot: Snapshot): void {
  for (const grant of snapshot.grants) grants.byRefreshToken.set(grant.refreshToken, grant);
  for (const token of snapshot.accessTokens) grants.accessTokens.set(token.token, token);
  for (const dump of snapshot.portals) {
    const portal = portals.get(dump.id);
    if (!portal) continue;
    portal.writeTime(dump.lastWriteAt);
    for (const { type } of OBJECT_TYPES) {
      const store = dump.stores[type];
      if (store) portal.store(type).load(store);
      portal.properties[type].clear();
      for (const property of dump.properties[type] ?? [])
        portal.properties[type].set(property.name, property);
      for (const property of dump.archivedProperties?.[type] ?? [])
        portal.archivedProperties[type].set(property.name, property);
    }
    portal.associations.load(dump.links);
  }
}
