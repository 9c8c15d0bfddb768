import type { Storm } from '../storm.js';

const REST_MS = 900;

/** The host has records that the CRM does not know yet. */
export async function hostMakes(storm: Storm): Promise<void> {
  const random = storm.randomOf('host makes');
  const { host } = storm.bed;
  for (let n = 1; await storm.rest(random(REST_MS)); n += 1) {
    const [object, fields] =
      random(3) === 0
        ? (['company', { name: `Host company ${n}` }] as const)
        : (['contact', { email: `host.${n}@fault.example`, last_name: `Host made ${n}` }] as const);
    const localId = `host_${object}_${n}`;
    const body = { workspace_id: host.workspaceId, fields };
    await host.ask('PUT', `/crm/records/${object}/${localId}`, { key: host.keys.secret, body });
    storm.ledger.hostSaid({ object, localId, remoteId: null, fields });
    storm.ledger.count('records made by the host');
  }
}
