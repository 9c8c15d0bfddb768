import type { Transaction } from 'sequelize';
import type { PushError } from '../../shared/push.js';
import type { ObjectName } from '../../shared/records.js';
import type {
  Connector,
  ConnectorSession,
  WriteFault,
  WriteInput,
  WriteResult,
} from '../connectors/connector.js';
import type { Services } from '../services.js';
import type { Connection } from '../store/models/index.js';
import type { ClaimedPush } from './claim-pushes.js';
import type { PushOutcome } from './settle-pushes.js';

/** Pushes of one connection and object that go out together. */
export interface SendGroup {
  services: Services;
  connector: Connector;
  session: ConnectorSession;
  connection: Connection;
  object: ObjectName;
  stopping: AbortSignal;
}

/** One write that is ready, and what its sender wants back when it is settled. */
export interface ReadyWrite<T = unknown> {
  push: ClaimedPush;
  input: WriteInput;
  context: T;
  /** What is written as a new record where the CRM no longer has `input.remoteId`. */
  anew?: WriteInput['values'];
}

export type Accepted = Extract<WriteResult, { ok: true }>;

/** A push that is settled, with its write; null where it needed none. */
export interface SettledPush<T = unknown> {
  push: ClaimedPush;
  outcome: PushOutcome;
  write: ReadyWrite<T> | null;
  /** What the CRM answered to the write. */
  result: Accepted | null;
}

/** How pushes of one kind are prepared and settled. */
export interface Sender<T = unknown> {
  /**
   * For each push, by id, a write, or the outcome of one that needs none. A push left out of the answer is a bug. What is
   * wrong with one push is its outcome, never a throw; a throw (CrmError) is about the whole group.
   */
  prepare(group: SendGroup, pushes: ClaimedPush[]): Promise<Map<string, ReadyWrite<T> | PushOutcome>>;
  /** The receipt of an accepted write. `found`: an earlier try had arrived. */
  outcomeOf(group: SendGroup, write: ReadyWrite<T>, result: Accepted, found: boolean): PushOutcome;
  /** Tells a refusal of the CRM in our words: the canonical field to blame. */
  refusalOf(group: SendGroup, write: ReadyWrite<T>, fault: WriteFault | null): PushError;
  /**
   * In the transaction that settles accepted writes and pushes that needed none: links, mirror, bases, follow-up
   * pushes. It may run more than once, each time in a transaction of its own.
   */
  keep(group: SendGroup, settled: SettledPush<T>[], transaction: Transaction): Promise<void>;
}

export function isReady<T>(prepared: ReadyWrite<T> | PushOutcome): prepared is ReadyWrite<T> {
  return 'input' in prepared;
}
