import type { Clock } from './clock.js';
import type { Connector } from './connectors/connector.js';
import type { Pacer, Priority } from './connectors/http-door.js';
import type { Config } from './env.js';
import type { EventStreams } from './events/streams/event-streams.js';
import type { Log } from './log.js';
import type { Metrics } from './observe/metrics.js';
import type { Store } from './store/store.js';
import type { Vault } from './vault/keyring.js';

/** What everything in one process shares. Made in index.ts (and by tests), passed down, never global. */
export interface Services {
  config: Config;
  log: Log;
  clock: Clock;
  store: Store;
  vault: Vault;
  metrics: Metrics;
  /** Event streams that this process keeps open. */
  streams: EventStreams;
  /** The budget of one CRM account. */
  pacerFor(connector: Connector, accountId: string, priority?: Priority): Pacer;
  /** Names this process in leases. */
  workerId: string;
}
