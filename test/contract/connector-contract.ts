import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type Connector,
  CredentialsRefused,
  CrmError,
  ReconnectNeeded,
  type RemotePage,
  type RemoteRecord,
  type WriteInput,
} from '../../service/connectors/connector.js';
import { closeHttpDoors } from '../../service/connectors/http-agent.js';
import { type Connected, connect } from './connected.js';
import type { ProviderUnderTest } from './provider-under-test.js';
import { authorizeUrl, oauthOf, signIn } from './sign-in.js';

async function recordsOf(
  pages: AsyncGenerator<RemotePage>,
): Promise<{ records: RemoteRecord[]; cursor: string }> {
  const records: RemoteRecord[] = [];
  let cursor: string | null = null;
  for await (const page of pages) {
    records.push(...page.records);
    cursor = page.cursor;
  }
  assert.ok(cursor !== null, 'a pull yields at least one page');
  return { records, cursor };
}

function inputOf(key: string, values: WriteInput['values'], remoteId: string | null = null): WriteInput {
  return { key, remoteId, values, associations: [] };
}

/** What every connector must do, against its provider's sandbox. */
export function describeConnector(
  connector: Connector,
  start: () => Promise<ProviderUnderTest>,
  variant = '',
): void {
  const hasWindow = connector.auth.kind === 'oauth2';
  describe(`the ${connector.id} connector ${variant}`.trimEnd(), () => {
    let provider: ProviderUnderTest;
    let connected: Connected;

    before(async () => {
      provider = await start();
      connected = await connect(connector, provider);
    });
    after(async () => {
      await provider.close();
      await closeHttpDoors();
    });

    const pull = (cursor: string) =>
      recordsOf(
        connector.readChanges(connected.session, 'contact', { cursor, fields: [provider.nameField] }),
      );
    const caughtUp = async () => {
      const all = connector.readAll(connected.session, 'contact', { cursor: null, fields: [] });
      return (await pull((await recordsOf(all)).cursor)).cursor;
    };

    describe('a key that is typed in', { skip: hasWindow && 'signs in by a window' }, () => {
      it('opens the account', () => {
        assert.ok(connected.tokens.accessToken.length > 0);
        assert.ok(connected.session.accountId.length > 0);
      });

      it('is refused with the field to blame', async () => {
        const { auth } = connector;
        if (auth.kind !== 'api_key') return;
        const secret = auth.credentialFields.find(({ type }) => type === 'password')?.name ?? '';
        const typed = { ...(await provider.typedIn?.()), [secret]: 'f'.repeat(40) };
        await assert.rejects(
          connect(connector, { ...provider, typedIn: async () => typed }),
          (error) => error instanceof CredentialsRefused && error.field === secret,
        );
      });
    });

    describe('signing in', { skip: !hasWindow && 'has no sign-in window' }, () => {
      it('makes a sign-in URL on the provider that carries the state and a PKCE challenge', () => {
        const { url } = authorizeUrl(connector, provider, { state: 'abc' });
        assert.ok(url.startsWith(`${provider.hosts.authUrl}/`));
        const query = new URL(url).searchParams;
        assert.equal(query.get('state'), 'abc');
        assert.equal(query.get('code_challenge_method'), oauthOf(connector).pkce ? 'S256' : null);
      });

      it('exchanges the code for tokens that open the account', async () => {
        const tokens = await signIn(connector, provider);
        assert.ok(tokens.accessToken.length > 0);
        assert.ok(tokens.expiresInS !== null && tokens.expiresInS > 0);
        for (const scope of oauthOf(connector).scopes) assert.ok(tokens.scopes.includes(scope), scope);
        assert.ok(connected.session.accountId.length > 0);
      });

      it('refuses a token answer without a token', () => {
        assert.throws(() => oauthOf(connector).readTokens({ error: 'invalid_request' }));
        assert.throws(() => oauthOf(connector).readTokens('gateway error'));
      });
    });

    describe('fields', () => {
      it('has the CRM fields of its preset, with options for every list', async () => {
        for (const object of connector.objects) {
          const fields = await connector.listFields(connected.session, object);
          const names = new Set(fields.map((field) => field.name));
          assert.equal(names.size, fields.length, `${object} names a field twice`);
          const rows = connector.preset[object].filter((row) => row.crm !== null);
          const found = rows.filter((row) => row.crm?.split('|').some((name) => names.has(name)));
          assert.ok(found.length >= rows.length - 1, `${object} lacks fields of its preset`);
        }
      });
    });

    describe('deal stages', () => {
      it('lists the stages of deals as options, each in a pipeline where there are several', async () => {
        const { field, pipelineField } = connector.dealStage;
        const fields = await connector.listFields(connected.session, 'deal');
        const optionsOf = (name: string | null) => fields.find((each) => each.name === name)?.options ?? [];
        const pipelines = new Set(optionsOf(pipelineField).map(({ value }) => value));
        assert.ok(optionsOf(field).length > 0);
        // One that names none stands in all of them.
        for (const { pipeline } of optionsOf(field))
          assert.ok(pipeline === undefined || pipelines.has(pipeline));
      });
    });

    describe('reading', () => {
      before(async () => {
        await provider.empty();
        await provider.generate(2 * connector.can.pageSize.backfill + 50);
      });

      it('brings every record once, in pages', async () => {
        const all = connector.readAll(connected.session, 'contact', {
          cursor: null,
          fields: [provider.nameField],
        });
        const { records } = await recordsOf(all);
        assert.equal(records.length, 2 * connector.can.pageSize.backfill + 50);
        assert.equal(new Set(records.map((record) => record.remoteId)).size, records.length);
        assert.ok(records.every((record) => typeof record.values[provider.nameField] === 'string'));
      });

      it('goes on after the page whose cursor was stored', async () => {
        const options = { cursor: null, fields: [] };
        const first = await connector.readAll(connected.session, 'contact', options).next();
        assert.ok(!first.done);
        const stored = JSON.parse(JSON.stringify(first.value.cursor)) as string;
        const rest = await recordsOf(
          connector.readAll(connected.session, 'contact', { cursor: stored, fields: [] }),
        );
        const ids = [...first.value.records, ...rest.records].map((record) => record.remoteId);
        assert.equal(new Set(ids).size, 2 * connector.can.pageSize.backfill + 50);
        assert.equal(ids.length, new Set(ids).size);
      });

      it('counts the records, or says that it cannot', async () => {
        const count = await connector.count(connected.session, 'contact');
        assert.ok(count === null || count === 2 * connector.can.pageSize.backfill + 50);
      });

      it('finds a record changed during the backfill in the changes after it', async () => {
        const options = { cursor: null, fields: [] };
        const pages = connector.readAll(connected.session, 'contact', options);
        const first = await pages.next();
        assert.ok(!first.done);
        const id = first.value.records[0]?.remoteId ?? '';
        await provider.put('contact', { [provider.nameField]: 'Meanwhile' }, id);
        const { cursor } = await recordsOf(pages);
        const { records } = await pull(cursor);
        const found = records.filter((record) => record.remoteId === id);
        assert.deepEqual(
          found.map((record) => record.values[provider.nameField]),
          ['Meanwhile'],
        );
      });

      it('finds a changed record once', async () => {
        const cursor = await caughtUp();
        const id = await provider.put('contact', provider.contactValues('Changed'));
        const second = await pull(cursor);
        assert.deepEqual(
          second.records.map((record) => record.remoteId),
          [id],
        );
        const third = await pull(second.cursor);
        assert.deepEqual(third.records, []);
        await provider.put('contact', { [provider.nameField]: 'Again' }, id);
        const fourth = await pull(third.cursor);
        assert.deepEqual(
          fourth.records.map((record) => record.values[provider.nameField]),
          ['Again'],
        );
      });

      it('starts a delta from a time', async () => {
        const id = await provider.put('contact', provider.contactValues('Sincetime'));
        const { records } = await pull(connector.deltaCursor(new Date(Date.now() - 1_000)));
        assert.ok(records.some((record) => record.remoteId === id));
      });

      it('reads one record, and none where there is none', async () => {
        const id = await provider.put('contact', provider.contactValues('Single'));
        const record = await connector.readOne(connected.session, 'contact', id, [provider.nameField]);
        assert.equal(record?.values[provider.nameField], 'Single');
        assert.equal(await connector.readOne(connected.session, 'contact', '999999999', []), null);
      });

      it('stops with the reason of the signal', async () => {
        const reason = new Error('enough');
        const options = { cursor: null, fields: [], signal: AbortSignal.abort(reason) };
        await assert.rejects(
          recordsOf(connector.readAll(connected.session, 'contact', options)),
          (error) => error === reason,
        );
      });
    });

    describe('writing', () => {
      before(async () => {
        await provider.empty();
        Object.assign(connected.session.metadata, await connector.prepareWrites(connected.session));
      });

      it('makes one record of two writes under one key', async () => {
        const input = inputOf('contract-key-0000000001', provider.contactValues('Once'));
        const [first] = await connector.write(connected.session, 'contact', [input]);
        const [second] = await connector.write(connected.session, 'contact', [input]);
        assert.ok(first?.ok && second?.ok);
        assert.equal(first.created, true);
        assert.equal(second.created, false);
        assert.equal(second.remoteId, first.remoteId);
        assert.equal(await provider.countOf('contact'), 1);
      });

      it('changes a record by its id', async () => {
        const id = await provider.put('contact', provider.contactValues('Before'));
        const values = { [provider.nameField]: 'After' };
        const [result] = await connector.write(connected.session, 'contact', [inputOf('k', values, id)]);
        assert.ok(result?.ok);
        const record = await connector.readOne(connected.session, 'contact', id, [provider.nameField]);
        assert.equal(record?.values[provider.nameField], 'After');
      });

      it('finds by its key the write whose answer was lost', async () => {
        const contactId = await provider.put('contact', provider.contactValues('Called'));
        const input: WriteInput = {
          key: 'contract-key-0000000002',
          remoteId: null,
          values: provider.callValues('Lost answer'),
          associations: [{ object: 'contact', remoteId: contactId }],
        };
        assert.equal(await connector.findByKey(connected.session, 'activity', input), null);
        await provider.fault.loseAnswerOfNextWrite();
        await assert.rejects(
          connector.write(connected.session, 'activity', [input]),
          (error) => error instanceof CrmError && error.kind === 'unavailable' && error.outcomeUnknown,
        );
        const found = await connector.findByKey(connected.session, 'activity', input);
        assert.ok(found);
        const [again] = await connector.write(connected.session, 'activity', [input]);
        assert.ok(again?.ok);
        assert.equal(again.remoteId, found);
        assert.equal(await provider.countOf('activity'), 1);
      });

      it('blames the unknown field, and writes the rest of the batch', async () => {
        const bad = { ...provider.contactValues('Bad'), [provider.unknownField]: 'x' };
        const results = await connector.write(connected.session, 'contact', [
          inputOf('contract-key-0000000003', bad),
          inputOf('contract-key-0000000004', provider.contactValues('Good')),
        ]);
        const [first, second] = results;
        assert.ok(first && !first.ok);
        assert.equal(first.error.field, provider.unknownField);
        assert.equal(first.error.value, 'x');
        assert.ok(second?.ok);
      });
    });

    describe('when the provider refuses', () => {
      it('tells a rate limit and how long to wait', async () => {
        await provider.fault.rateLimit(61);
        await assert.rejects(
          connector.readOne(connected.session, 'contact', '1', []),
          (error) =>
            error instanceof CrmError && error.kind === 'rate_limit' && error.retryAfterMs === 61_000,
        );
        // The account's pacer rests now; a new connection has its own.
        connected = await connect(connector, provider);
      });

      it(
        hasWindow
          ? 'renews an expired access token once and goes on'
          : 'asks for a new key when the old one ended',
        async () => {
          await provider.fault.expireAccessTokens();
          const before = connected.credentials.renewals;
          const read = () => connector.readOne(connected.session, 'contact', '1', []);
          if (!hasWindow) {
            await assert.rejects(read(), (error) => error instanceof ReconnectNeeded);
            connected = await connect(connector, provider);
          } else {
            assert.equal(await read(), null);
            assert.equal(connected.credentials.renewals, before + 1);
          }
        },
      );

      it('asks for a new connection when the grant was withdrawn', async () => {
        await provider.fault.revokeGrant();
        await assert.rejects(
          connector.readOne(connected.session, 'contact', '1', []),
          (error) => error instanceof ReconnectNeeded && error.reason === 'grant_revoked',
        );
        connected = await connect(connector, provider);
        assert.equal(await connector.readOne(connected.session, 'contact', '1', []), null);
      });
    });

    it('makes no request to remove itself fail the caller', async () => {
      await connector.uninstall(connected.session);
      await connector.uninstall(connected.session);
    });
  });
}
