import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { HubspotContext } from '../context.js';
import type { AccessToken, Grant } from '../oauth/grants.js';
import { OBJECT_TYPES, type ObjectType } from '../object-types.js';
import type { PropertyDefinition } from '../properties/definition.js';
import type { LinkDump } from './associations.js';
import type { StoreDump } from './object-store.js';

/** Raised when the shape changes: a file of another shape is not read, and the sandbox starts from its seed. */
const SHAPE = 1;
const DELAY_MS = 200;

interface PortalDump {
  id: number;
  lastWriteAt: number;
  stores: Partial<Record<ObjectType, StoreDump>>;
  properties: Partial<Record<ObjectType, PropertyDefinition[]>>;
  links: LinkDump;
}

interface Snapshot {
  shape: number;
  grants: Grant[];
  accessTokens: AccessToken[];
  portals: PortalDump[];
}

/** Keeps a sandbox's accounts and installs in a file, so that they outlive the process. */
export class SnapshotFile {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly path: string,
    private readonly context: HubspotContext,
  ) {}

  /** Takes over what the file holds; without one, or with one that cannot be read, nothing changes. */
  restore(): void {
    if (!existsSync(this.path)) return;
    let snapshot: Snapshot;
    try {
      snapshot = JSON.parse(readFileSync(this.path, 'utf8')) as Snapshot;
    } catch {
      return;
    }
    if (snapshot.shape === SHAPE) restore(this.context, snapshot);
  }

  /** Writes soon; changes close together are written once. */
  save(): void {
    this.timer ??= setTimeout(() => this.flush(), DELAY_MS);
  }

  /** Writes what still waits. */
  flush(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      writeFileSync(`${this.path}.new`, JSON.stringify(take(this.context)), { mode: 0o600 });
      renameSync(`${this.path}.new`, this.path);
    } catch {
      // The folder is gone or full: the sandbox goes on in memory, as it does without a file.
    }
  }
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
    }
    portal.associations.load(dump.links);
  }
}
