import { after, before, describe } from 'node:test';
import type { Connector } from '../../service/connectors/connector.js';
import { closeHttpDoors } from '../../service/connectors/http-agent.js';
import { openPacer } from '../service/connectors/loopback-crm.js';
import { connect } from './connected.js';
import type { Contract } from './contract.js';
import type { ProviderUnderTest } from './provider-under-test.js';
import { describeActivities } from './suites/activities.js';
import { describeChanges } from './suites/changes.js';
import { describeClockSkew } from './suites/clock-skew.js';
import { describeDeletes } from './suites/deletes.js';
import { describeFields } from './suites/fields.js';
import { describeFinding } from './suites/finding.js';
import { describeOddData } from './suites/odd-data.js';
import { describeReading } from './suites/reading.js';
import { describeRefusals } from './suites/refusals.js';
import { describeSigningIn } from './suites/signing-in.js';
import { describeWriting } from './suites/writing.js';

/** What every connector must do, against its provider's sandbox. */
export function describeConnector(
  connector: Connector,
  start: () => Promise<ProviderUnderTest>,
  variant = '',
): void {
  describe(`the ${connector.id} connector ${variant}`.trimEnd(), () => {
    const contract = { connector } as Contract;
    contract.reconnect = async () => {
      // Paces are proved with the door and with each provider; here they would only be waited for.
      contract.connected = await connect(connector, contract.provider, { door: { pacer: openPacer } });
    };
    before(async () => {
      contract.provider = await start();
      await contract.reconnect();
    });
    after(async () => {
      await contract.provider.close();
      await closeHttpDoors();
    });

    describeSigningIn(contract);
    describeFields(contract);
    describeReading(contract);
    describeChanges(contract);
    describeDeletes(contract);
    describeClockSkew(contract);
    describeFinding(contract);
    describeWriting(contract);
    describeActivities(contract);
    describeOddData(contract);
    describeRefusals(contract);
  });
}
