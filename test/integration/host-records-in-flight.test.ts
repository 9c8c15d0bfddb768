import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pushSooner } from '../support/push-sooner.js';
import { waitUntil } from '../support/service.js';
import { openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
before(async () => {
  bench = await openWorkbench({ seed: false });
});
after(() => bench.service.close());

/** Lets everything be tried at once, until nothing is on its way. */
const untilSettled = () => waitUntil('everything is settled', async () => (await pushSooner(bench)) === 0);
const fault = (kind: string, path_includes: string, more: object = {}) =>
  bench.service.sandbox.fault({ kind, match: { path_includes }, ...more });

/** A contact that both sides agree on: its title is `First`. */
async function agreedContact(email: string) {
  const { sandbox, api } = bench.service;
  const { ids } = await sandbox.post<{ ids: string[] }>('records', {
    object: 'contacts',
    records: [{ properties: { email, jobtitle: 'Of the CRM' } }],
  });
  await bench.sync(true, ['contact']);
  const held = async () =>
    (await bench.feed('contact')).records.findLast(({ remote_id }) => remote_id === ids[0]);
  const localId = (await held())?.local_id;
  const contact = {
    held,
    say: (title: string) =>
      api.put(`/crm/records/contact/${localId}`, {
        key: bench.tenant.sk,
        body: { workspace_id: bench.tenant.workspaceId, fields: { title } },
        expect: 200,
      }),
    title: async () =>
      (await sandbox.records('contacts')).find(({ id }) => id === ids[0])?.properties.jobtitle,
    states: async () =>
      (
        await bench.sql<{ state: string }>(
          'SELECT state FROM crm_pushes WHERE local_id = $1 ORDER BY sequence',
          localId,
        )
      ).map(({ state }) => state),
  };
  await contact.say('First');
  await untilSettled();
  return contact;
}

type Contact = Awaited<ReturnType<typeof agreedContact>>;

const REFUSALS = {
  dead: () => fault('server_error', '/contacts/batch/read', { status: 503, times: 0 }),
  failed: () => fault('deny_scope', '/contacts/batch/read', { times: 0 }),
};
const clearFaults = () => bench.service.sandbox.fault({ kind: 'clear' });

/**
 * Says `Second`, which the CRM takes without an answer. Whether it did cannot be seen until the faults are cleared, lest
 * it is settled before the next word is said.
 */
async function loseAnswer({ say, title }: Contact, ending: keyof typeof REFUSALS = 'dead'): Promise<void> {
  await fault('slow', '/contacts/batch/read', { delay_ms: 1 }); // the look before the write
  await REFUSALS[ending]();
  await fault('timeout_after_write', '/contacts/batch/update', { delay_ms: 20 });
  await say('Second');
  await waitUntil('its answer is lost', async () => {
    const sending = await bench.sql(
      `SELECT 1 FROM crm_pushes WHERE state IN ('queued', 'sending') OR lease_until IS NOT NULL`,
    );
    return sending.length === 0;
  });
  assert.equal(await title(), 'Second');
}

async function assertBothHave({ title, held }: Contact, expected: string): Promise<void> {
  await untilSettled();
  assert.equal(await title(), expected);
  await bench.sync(false, ['contact']);
  await untilSettled();
  assert.equal(await title(), expected);
  assert.equal((await held())?.fields.title, expected);
}

for (const [name, isPulled] of [
  ['while the answer to an earlier write of it is lost', false],
  ['while an earlier write of it is unsettled and a poll brings that one back', true],
] as const)
  test(`what the host says ${name} is written all the same`, async () => {
    const contact = await agreedContact(`in.flight.${isPulled}@words.example`);
    await loseAnswer(contact);
    await contact.say('Third');
    if (isPulled) await bench.sync(false, ['contact']);
    await clearFaults();
    await assertBothHave(contact, 'Third');
  });

for (const ending of ['dead', 'failed'] as const)
  for (const [name, isPulled] of [
    ['', false],
    [', and a poll brings that one back', true],
  ] as const)
    test(`what the host says after a write that had arrived ended as ${ending}${name} is written all the same`, async () => {
      const contact = await agreedContact(`ended.${ending}.${isPulled}@words.example`);
      await loseAnswer(contact, ending);
      await untilSettled();
      assert.deepEqual(await contact.states(), ['sent', ending]);
      await clearFaults();
      await contact.say('Third');
      if (isPulled) await bench.sync(false, ['contact']);
      await assertBothHave(contact, 'Third');
    });

test('the word before one that had arrived and was given up is written again when the host returns to it', async () => {
  const contact = await agreedContact('returned@words.example');
  await loseAnswer(contact);
  await untilSettled();
  await clearFaults();
  // We hold it still, so nothing seems to need writing until a poll brings the second word.
  await contact.say('First');
  await bench.sync(false, ['contact']);
  await assertBothHave(contact, 'First');
});

test('what the CRM’s people change is theirs again once a later write was settled', async () => {
  const contact = await agreedContact('theirs@words.example');
  await loseAnswer(contact);
  await untilSettled();
  await clearFaults();
  await contact.say('Third');
  await untilSettled();
  // In the CRM somebody writes the given up word by hand; it is no write of ours any more.
  const { remote_id: id } = (await contact.held()) ?? {};
  await bench.service.sandbox.post('records', {
    object: 'contacts',
    records: [{ id, properties: { jobtitle: 'Second' } }],
  });
  await contact.say('Fourth');
  await assertBothHave(contact, 'Second');
});
