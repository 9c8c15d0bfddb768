import type { ObjectName } from '../../shared/records.js';
import type { ObjectProgress } from '../../shared/run.js';
import type { Connector, ConnectorSession } from '../connectors/connector.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import type { Services } from '../services.js';
import type { ClaimedRun } from './lease.js';

/** One object of a run that is being pulled. */
export interface Pull {
  services: Services;
  run: ClaimedRun;
  connector: Connector;
  session: ConnectorSession;
  object: ObjectName;
  mapping: CompiledMapping;
  signal: AbortSignal;
  /** A copy of an object of which we held nothing: no record of it can be suspected to be gone. */
  isFirstLoad?: boolean;
  /** Under which a copy remembers what it has seen; null or absent: it does not. */
  mark?: string | null;
  /** Progress of the whole run with this object's replaced. */
  progressWith(progress: ObjectProgress): ObjectProgress[];
  /** Takes over progress that is committed. */
  report(progress: ObjectProgress): void;
}
