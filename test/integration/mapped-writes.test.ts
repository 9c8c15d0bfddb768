import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { MappingRow } from '../../shared/mapping.js';
import type { PutRecordResult } from '../../shared/routes/records.js';
import { waitUntil } from '../support/service.js';
import { openWorkbench, SETTLED, type Workbench } from './workbench.js';

let bench: Workbench;
before(async () => {
  bench = await openWorkbench();
  await bench.sync(true);
});
after(() => bench.service.close());

const HUBSPOT = { contact: 'contacts', deal: 'deals' } as const;
type Kind = keyof typeof HUBSPOT;

/** A record made in the CRM and pulled: its ids. */
async function pulled(object: Kind, properties: Record<string, string>) {
  const records = [{ properties }];
  const { ids } = await bench.service.sandbox.post<{ ids: string[] }>('records', {
    object: HUBSPOT[object],
    records,
  });
  await bench.sync(false);
  const record = (await bench.feed(object)).records.find(({ remote_id }) => remote_id === ids[0]);
  assert.ok(record);
  return record;
}

/** The host says it; answers what the CRM has once it is there. */
async function say(object: Kind, localId: string, body: object): Promise<Record<string, unknown>> {
  const { sides } = (
    await bench.service.api.put<PutRecordResult>(`/crm/records/${object}/${localId}`, {
      key: bench.tenant.sk,
      body: { workspace_id: bench.tenant.workspaceId, ...body },
      expect: 200,
    })
  ).body;
  const [side] = sides;
  assert.ok(side?.push_id, JSON.stringify(side));
  const push = await waitUntil('the push is settled', async () => {
    const [row] = await bench.sql<{ state: string; remote_id: string; error: unknown }>(
      'SELECT state, remote_id, error FROM crm_pushes WHERE id = $1',
      side.push_id,
    );
    return row && SETTLED.includes(row.state) && row;
  });
  assert.deepEqual([push.state, push.error], ['sent', null]);
  const records = await bench.service.sandbox.records(HUBSPOT[object]);
  return records.find(({ id }) => id === push.remote_id)?.properties ?? {};
}

async function addRows(object: Kind, more: MappingRow[]): Promise<void> {
  const path = `/crm/mappings?provider=hubspot&object=${object}`;
  const { rows } = (await bench.service.api.get<{ rows: MappingRow[] }>(path, { key: bench.tenant.et })).body;
  const added = new Set(more.map(({ field }) => field));
  const body = { rows: [...rows.filter(({ field }) => !added.has(field)), ...more] };
  await bench.service.api.put(path, { key: bench.tenant.et, body, expect: 200 });
  await bench.calm();
}

test('an amount alone is written in the decimals of the currency that the deal has in the CRM', async () => {
  const deal = { dealstage: 'appointmentscheduled', pipeline: 'default', deal_currency_code: 'JPY' };
  const yen = await pulled('deal', { ...deal, dealname: 'With an amount', amount: '1000' });
  assert.equal(yen.fields.amount_cents, 1000);
  const empty = await pulled('deal', { ...deal, dealname: 'Without one' });
  const { amount, deal_currency_code } = await say('deal', empty.local_id, {
    fields: { amount_cents: 2500 },
  });
  assert.deepEqual([amount, deal_currency_code], ['2500', 'JPY']);
});

test('a template is written with every change, and takes what the host did not say from the CRM', async () => {
  await addRows('contact', [
    {
      field: 'custom.label',
      crm: 'city',
      direction: 'to_crm',
      transforms: [{ name: 'template', template: '{last_name}, {first_name}' }],
    },
    {
      field: 'custom.origin',
      crm: 'state',
      direction: 'to_crm',
      transforms: [{ name: 'constant', value: 'App' }],
    },
  ]);
  const ada = await pulled('contact', { email: 'ada@mapped.example', firstname: 'Ada', lastname: 'King' });
  const { firstname, city, state } = await say('contact', ada.local_id, {
    fields: { first_name: 'Augusta' },
  });
  assert.deepEqual([firstname, city, state], ['Augusta', 'King, Augusta', 'App']);
});
