import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { ReconnectNeeded } from '../../../service/connectors/connector.js';
import { openSecrets } from '../../../service/oauth/credentials.js';
import { openSession } from '../../../service/oauth/open-session.js';
import { refreshToken } from '../../../service/oauth/refresh.js';
import { Connection } from '../../../service/store/models/index.js';
import type { Connection as ConnectionView } from '../../../shared/connection.js';
import { findProgram } from '../../support/program.js';
import {
  freePort,
  startTestService,
  type Tenant,
  type TestService,
  testEnv,
  waitUntil,
} from '../../support/service.js';
import { answerJson, type LoopbackCrm, startCrm } from '../connectors/loopback-crm.js';

const CHILD = findProgram(new URL('./refresh-process.ts', import.meta.url));

describe('renewing access', () => {
  let service: TestService;
  let tenant: Tenant;
  let id: string;
  let workspaces = 0;

  before(async () => {
    service = await startTestService({ role: 'api', seed: false, unpaced: true });
    tenant = await service.createTenant();
  });
  after(() => service.close());
  beforeEach(async () => {
    await service.sandbox.fault({ kind: 'clear' });
    id = await connectAnother();
  });

  const connectAnother = async (): Promise<string> => {
    const et = await service.createEmbedToken(tenant.sk, { workspace_id: `ws_r${++workspaces}` });
    return (await service.connect(et)).id;
  };
  const view = async (): Promise<ConnectionView | undefined> => {
    const path = `/crm/connections?workspace_id=ws_r${workspaces}`;
    return (await service.api.get<{ data: ConnectionView[] }>(path, { key: tenant.sk })).body.data[0];
  };
  const renewals = async () =>
    (await service.sandbox.requests('/token')).filter(
      ({ body }) => (body as { grant_type?: string } | undefined)?.grant_type === 'refresh_token',
    ).length;
  const stored = async () => Connection.findByPk(id, { rejectOnEmpty: true });
  const secrets = async () => openSecrets(service.running.services.vault, await stored());
  const ask = async (connectionId = id) => {
    const { connector, session } = await openSession(service.running.services, connectionId);
    return connector.listFields(session, 'contact');
  };
  const expire = () => service.sandbox.fault({ kind: 'expire_access_tokens' });
  const expireHere = () => Connection.update({ tokenExpiresAt: new Date(0) }, { where: { id } });
  const isLocked = () =>
    service.running.services.store.sequelize
      .query('SELECT 1 FROM crm_connections WHERE id = $1 FOR UPDATE NOWAIT', { bind: [id] })
      .then(
        () => false,
        () => true,
      );

  /** Has a server asked in the place of the sandbox. */
  const askingInstead = async (
    answer: Parameters<typeof startCrm>[0],
    work: (crm: LoopbackCrm) => Promise<void>,
  ) => {
    const provider = service.running.services.config.providers.get('hubspot');
    assert.ok(provider);
    const { apiUrl } = provider;
    const crm = await startCrm(answer);
    try {
      provider.apiUrl = crm.url;
      await work(crm);
    } finally {
      provider.apiUrl = apiUrl;
      await crm.close();
    }
  };
  const answerNewToken = (response: ServerResponse) =>
    answerJson(response, 200, { access_token: 'a-new-access-token', expires_in: 1800 });

  it('happens once for fifty callers whose token the CRM refuses', async () => {
    await expire();
    const before = await renewals();
    const { accessToken, refreshToken: kept } = await secrets();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
    for (const fields of answers) assert.ok(fields.length > 0);
    assert.equal((await renewals()) - before, 1);
    const now = await secrets();
    assert.notEqual(now.accessToken, accessToken);
    assert.equal(now.refreshToken, kept);
  });

  it('happens a little before the end, without a refused request', async () => {
    await expireHere();
    const before = await renewals();
    await Promise.all(Array.from({ length: 10 }, () => ask()));
    assert.equal((await renewals()) - before, 1);
    assert.ok(((await stored()).tokenExpiresAt?.getTime() ?? 0) > Date.now() + 60_000);
  });

  it('does nothing when somebody renewed since the version that was seen', async () => {
    const { tokenVersion } = await stored();
    await refreshToken(service.running.services, id, tokenVersion);
    const before = await renewals();
    await refreshToken(service.running.services, id, tokenVersion);
    assert.equal((await renewals()) - before, 0);
    assert.equal((await stored()).tokenVersion, tokenVersion + 1);
  });

  it('happens once across four processes that need it at the same time', async () => {
    const { config } = service.running.services;
    await expire();
    const before = await renewals();
    const children = await Promise.all([1, 2, 3, 4].map(startProcess));
    const answers = await Promise.all(
      children.map(async (child) => {
        const answer = once(child, 'message');
        child.send('go');
        const [[results]] = [await answer];
        await once(child, 'exit');
        return results as string[];
      }),
    );
    assert.deepEqual(
      answers.flat(),
      Array.from({ length: 20 }, () => 'ok'),
    );
    assert.equal((await renewals()) - before, 1);

    async function startProcess(): Promise<ChildProcess> {
      const child = fork(CHILD.path, [], {
        execArgv: CHILD.execArgv,
        env: {
          ...testEnv({ port: await freePort(), sandboxUrl: service.sandbox.url, role: 'api' }),
          PATH: process.env['PATH'],
          ENCRYPTION_KEY: config.encryptionKeys.join(','),
          DATABASE_URL: service.databaseUrl,
          CONNECTION_ID: id,
        },
      });
      await once(child, 'message');
      return child;
    }
  });

  it('keeps the old refresh token when the CRM sends none', async () => {
    const before = await secrets();
    await askingInstead(answerNewToken, async (crm) => {
      await refreshToken(service.running.services, id, (await stored()).tokenVersion);
      assert.match(crm.asked[0]?.body ?? '', new RegExp(`refresh_token=${before.refreshToken}`));
    });
    const { accessToken, refreshToken: kept } = await secrets();
    assert.equal(accessToken, 'a-new-access-token');
    assert.equal(kept, before.refreshToken);
  });

  it('of a withdrawn grant makes the connection need a person, keeps what waits, and ends with the next sign-in', async () => {
    const body = { call: { occurred_at: '2026-11-20T10:00:00Z' }, contact: { email: 'a@b.example' } };
    const workspace = `workspace_id=ws_r${workspaces}`;
    await service.api.post(`/crm/calls/waits/push-to-crm?${workspace}`, {
      key: tenant.sk,
      body,
      expect: 202,
    });
    await service.sandbox.fault({ kind: 'revoke_grant' });
    const before = await renewals();
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => ask()));
    for (const answer of answers)
      assert.ok(answer.status === 'rejected' && answer.reason instanceof ReconnectNeeded);
    assert.equal((await renewals()) - before, 1);
    const lost = await view();
    assert.deepEqual(
      [lost?.status, lost?.status_reason, lost?.waiting_pushes],
      ['needs_reauth', 'grant_revoked', 1],
    );
    const problem = await service.api.refused(
      'POST',
      `/crm/calls/more/push-to-crm?${workspace}`,
      'connection_needs_reauth',
      { key: tenant.sk, body },
    );
    assert.equal(problem.body.next, 'reconnect');
    await assert.rejects(ask(), ReconnectNeeded);
    const et = await service.createEmbedToken(tenant.sk, { workspace_id: `ws_r${workspaces}` });
    const again = await service.connect(et);
    assert.deepEqual(
      [again.id, again.status, again.status_reason, again.waiting_pushes],
      [id, 'active', null, 1],
    );
    assert.ok((await ask()).length > 0);
  });

  it('frees the row when the token endpoint breaks off, leaves the connection active, and works at the next try', async () => {
    const held: ServerResponse[] = [];
    await askingInstead(
      (response) => void held.push(response),
      async () => {
        const renewing = refreshToken(service.running.services, id, (await stored()).tokenVersion);
        const rejected = assert.rejects(renewing, { kind: 'unavailable' });
        await waitUntil('the CRM is asked', () => held.length > 0);
        assert.equal(await isLocked(), true);
        for (const response of held) response.destroy();
        await rejected;
      },
    );
    assert.equal(await isLocked(), false);
    assert.equal((await view())?.status, 'active');
    assert.ok((await ask()).length > 0);
  });

  it('never holds more than a few database connections while the CRM is slow, and every one gets its turn', async () => {
    const ids = [id];
    while (ids.length < 20) ids.push(await connectAnother());
    const waiting: number[] = [];
    const countAndAnswer = async (response: ServerResponse) => {
      const [row] = await service.running.services.store.sequelize.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
        { type: QueryTypes.SELECT },
      );
      waiting.push(row?.n ?? 0);
      answerNewToken(response);
    };
    await askingInstead(
      (response) => void countAndAnswer(response),
      async () => {
        const versions = await Connection.findAll({ where: { id: ids } });
        await Promise.all(
          versions.map((each) => refreshToken(service.running.services, each.id, each.tokenVersion)),
        );
      },
    );
    assert.equal(waiting.length, ids.length);
    const most = Math.max(...waiting);
    assert.ok(most >= 1 && most <= 6, `${most} transactions waited at once`);
  });
});
