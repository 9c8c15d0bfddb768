import type { Transaction } from 'sequelize';
import type { ObjectName } from '../../shared/records.js';
import type { ObjectProgress } from '../../shared/run.js';
import type { Connector, ConnectorSession } from '../connectors/connector.js';
import type { LoadedMapping } from '../fields/load-mapping.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import type { Services } from '../services.js';
import type { ClaimedRun } from './lease.js';

/** What stores records of one object of a connection: a run that pulls it, or webhooks that told of them. */
export interface Keeper {
  services: Services;
  connector: Connector;
  session: ConnectorSession;
  workspaceId: string;
  connectionId: string;
  object: ObjectName;
  mapping: CompiledMapping;
  signal: AbortSignal;
  /** Null outside of runs. */
  runId: string | null;
  /**
   * Proves, first of all in the transaction that writes, that the work is still ours.
   *
   * @throws StaleLease
   */
  fence(transaction: Transaction): Promise<void>;
  /** A copy of an object of which we held nothing: no record of it can be suspected to be gone. */
  isFirstLoad?: boolean;
}

/** One object of a run that is being pulled. */
export interface Pull extends Keeper {
  mapping: LoadedMapping;
  run: ClaimedRun;
  /** Under which a copy remembers what it has seen; null or absent: it does not. */
  mark?: string | null;
  /** Progress of the whole run with this object's replaced. */
  progressWith(progress: ObjectProgress): ObjectProgress[];
  /** Takes over progress that is committed. */
  report(progress: ObjectProgress): void;
}
