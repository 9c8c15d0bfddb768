import assert from 'node:assert/strict';
import type { Connector, WriteFault, WriteInput, WriteResult } from '../../service/connectors/connector.js';
import type { Connected } from './connected.js';
import type { ProviderUnderTest } from './provider-under-test.js';

/** What the suites of one provider share. All but the connector is there once the tests run. */
export interface Contract {
  connector: Connector;
  provider: ProviderUnderTest;
  /** Signed in. */
  connected: Connected;
  /** Signs in anew, after a test that spoiled the grant or its pace. */
  reconnect(): Promise<void>;
}

/** Empties the account and prepares it for writes. Its settings and its clock are as they were at first. */
export async function startOver({ connector, provider, connected }: Contract): Promise<void> {
  await provider.empty();
  Object.assign(connected.session.metadata, await connector.prepareWrites(connected.session));
}

let keys = 0;

/** A write under a key of its own. */
export function inputOf(values: WriteInput['values'], more: Partial<WriteInput> = {}): WriteInput {
  const key = `contract-key-${String(++keys).padStart(10, '0')}`;
  return { key, remoteId: null, values, associations: [], ...more };
}

/** Fails unless the row was written. */
export function done(result: WriteResult | undefined): Extract<WriteResult, { ok: true }> {
  assert.ok(result?.ok, JSON.stringify(result)?.slice(0, 1_000));
  return result;
}

/** Fails unless the row was refused. */
export function refusal(result: WriteResult | undefined): WriteFault {
  assert.ok(result && !result.ok, JSON.stringify(result));
  return result.error;
}

export const idsOf = (records: readonly { remoteId: string }[]): string[] =>
  records.map(({ remoteId }) => remoteId);
