import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { openSecrets } from '../../../service/oauth/credentials.js';
import { Connection } from '../../../service/store/models/index.js';
import { startTestService, type TestService } from '../../support/service.js';
import { mostWithin } from '../../support/turns.js';
import { type QuotaJob, type QuotaProcess, startQuotaProcess } from './processes.js';

/** As the sandbox is set up below. */
const LIMIT = { requests: 100, perMs: 2_000 };
/** Requests that take more than one window. */
const ENOUGH = 160;

describe('several processes on one CRM account', () => {
  let service: TestService;
  let processes: QuotaProcess[] = [];
  let ask: Pick<QuotaJob, 'url' | 'token'>;

  before(async () => {
    service = await startTestService({
      role: 'api',
      sandbox: { limits: { account: { max: LIMIT.requests, window_ms: LIMIT.perMs }, search: false } },
    });
    const tenant = await service.createTenant();
    const { id } = await service.connect(tenant.et);
    const connection = await Connection.findByPk(id, { rejectOnEmpty: true });
    const { accessToken: token } = openSecrets(service.running.services.vault, connection);
    ask = { url: `${service.sandbox.url}/hubspot/crm/owners/2026-09`, token };
    processes = await Promise.all(Array.from({ length: 4 }, () => startQuotaProcess(service.databaseUrl)));
  });
  after(async () => {
    for (const { child } of processes) child.disconnect();
    await service.close();
  });

  const job = (account: string, more: Partial<QuotaJob> = {}): QuotaJob => ({
    account,
    pace: LIMIT,
    // They end with what they have to do.
    forMs: 60_000,
    most: 10_000,
    lanes: 4,
    ...more,
  });
  const requests = async () =>
    (
      await service.sandbox.get<{ requests: { at: string; status: number }[] }>(
        'requests?path_includes=/owners',
      )
    ).requests;
  const usedOf = async (account: string) => {
    const [row] = await service.running.services.store.sequelize.query<{ day_used: number }>(
      'SELECT day_used FROM crm_quotas WHERE account_id = $1',
      { bind: [account], type: QueryTypes.SELECT },
    );
    return row?.day_used ?? 0;
  };

  for (const count of [2, 4])
    it(`${count} of them are never refused, use the budget, and seldom ask for it`, async () => {
      await service.sandbox.post('reset', {});
      const reports = await Promise.all(
        processes
          .slice(0, count)
          .map((each) => each.run(job(`shared by ${count}`, { ...ask, most: ENOUGH / count }))),
      );
      const asked = await requests();
      assert.deepEqual(
        asked.filter(({ status }) => status !== 200).map(({ status }) => status),
        [],
        'every request was answered',
      );
      const most = mostWithin(
        asked.map(({ at }) => Date.parse(at)),
        LIMIT.perMs,
      );
      assert.ok(most <= LIMIT.requests, `${most} in one window`);
      assert.ok(asked.length >= ENOUGH, `only ${asked.length} in a minute`);
      const statements = reports.reduce((sum, report) => sum + report.statements, 0);
      // Blocks of ten once they have grown; each process begins with small ones.
      assert.ok(statements * 2 <= asked.length, `${statements} statements for ${asked.length} requests`);
      assert.ok(reports.every(({ left, errors }) => left.length > 0 && errors.length === 0));
    });

  it('one that is killed takes no more with it than its block', async () => {
    const [, , , victim] = processes as [QuotaProcess, QuotaProcess, QuotaProcess, QuotaProcess];
    const pace = { requests: 1_000, perMs: 60_000 };
    // It spends a few and has a block in its hands.
    const most = 12;
    const exited = once(victim.child, 'exit');
    victim.child.send(job('killed', { pace, most, lanes: 1, dies: true }));
    await exited;
    processes.pop();
    const lost = (await usedOf('killed')) - most;
    assert.ok(lost > 0 && lost <= 10, `${lost} lost`);
  });

  it('one that is alone and in haste asks the database once for ten requests', async () => {
    const [only] = processes as [QuotaProcess];
    const pace = { requests: 5_000, perMs: 60_000 };
    const { left, statements } = await only.run(job('alone', { pace, most: 400, lanes: 1 }));
    assert.equal(left.length, 400);
    assert.ok(statements <= 50, `${statements} statements for 400 requests`);
  });
});
