import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { startTestService, type Tenant, type TestService } from '../../support/service.js';

describe('an Idempotency-Key', () => {
  let service: TestService;
  let tenant: Tenant;

  before(async () => {
    service = await startTestService({ role: 'api', seed: false });
    tenant = await service.createTenant();
  });
  after(() => service.close());

  const sql = <T extends object>(text: string, ...bind: unknown[]) =>
    service.running.services.store.sequelize.query<T>(text, { bind, type: QueryTypes.SELECT });
  const mint = (key: string, workspace_id = 'ws_1', sk = tenant.sk) =>
    service.api.post<{ token: string; code?: string }>('/crm/embed-tokens', {
      key: sk,
      body: { workspace_id },
      headers: { 'idempotency-key': key },
    });
  const countTokens = async () =>
    (await sql<{ n: number }>("SELECT count(*)::int AS n FROM api_keys WHERE kind = 'et'"))[0]?.n ?? 0;

  it('gives a repeat the first answer and does nothing again', async () => {
    const first = await mint('repeat-1');
    const count = await countTokens();
    const second = await mint('repeat-1');
    assert.equal(first.status, 201);
    assert.equal(second.status, 201);
    assert.deepEqual(second.body, first.body);
    assert.equal(await countTokens(), count);
    const third = await mint('repeat-2');
    assert.notEqual(third.body.token, first.body.token);
  });

  it('is refused with another body, and the first effect stays', async () => {
    await mint('other-body');
    const count = await countTokens();
    const answer = await mint('other-body', 'ws_2');
    assert.equal(answer.status, 422);
    assert.equal(answer.body.code, 'idempotency_key_reused');
    assert.equal(await countTokens(), count);
  });

  it('has one effect when two requests come at once', async () => {
    const count = await countTokens();
    const answers = await Promise.all(Array.from({ length: 8 }, () => mint('at-once')));
    const made = answers.filter(({ status }) => status === 201);
    assert.ok(made.length >= 1);
    assert.equal(new Set(made.map(({ body }) => body.token)).size, 1);
    for (const { status, body, headers } of answers.filter(({ status }) => status !== 201)) {
      assert.equal(status, 409);
      assert.equal(body.code, 'idempotency_in_progress');
      assert.equal(headers.get('retry-after'), '1');
    }
    assert.equal(await countTokens(), count + 1);
    assert.equal((await mint('at-once')).body.token, made[0]?.body.token);
  });

  it('is free again when the first request failed', async () => {
    const ask = () =>
      service.api.post<{ code?: string }>('/crm/sync/start', {
        key: tenant.et,
        body: { provider: 'hubspot' },
        headers: { 'idempotency-key': 'fails-first' },
      });
    assert.equal((await ask()).body.code, 'not_connected');
    await service.connect(tenant.et);
    assert.equal((await ask()).status, 202);
  });

  it('never meets the same key of another tenant, or at another address', async () => {
    const other = await service.createTenant('ws_1', 'Other app');
    const mine = await mint('shared');
    const theirs = await mint('shared', 'ws_1', other.sk);
    assert.equal(theirs.status, 201);
    assert.notEqual(theirs.body.token, mine.body.token);
    const flow = await service.api.post('/crm/connect-flows', {
      key: tenant.et,
      body: { provider: 'hubspot' },
      headers: { 'idempotency-key': 'shared' },
    });
    assert.equal(flow.status, 201);
  });

  it('keeps answers sealed at rest, since one can hold a key', async () => {
    const { body } = await mint('sealed');
    const rows = await sql<{ text: string }>('SELECT t::text AS text FROM idempotency_keys t');
    assert.ok(rows.length > 0);
    for (const { text } of rows) assert.ok(!text.includes(body.token), 'a token stands in the table');
  });

  it('is taken over from a request that died, after a while', async () => {
    await mint('abandoned');
    await service.running.services.store.sequelize.query(
      `UPDATE idempotency_keys SET status = NULL, body = NULL WHERE key = 'abandoned'`,
    );
    assert.equal((await mint('abandoned')).body.code, 'idempotency_in_progress');
    await service.running.services.store.sequelize.query(
      `UPDATE idempotency_keys SET created_at = now() - interval '91 seconds' WHERE key = 'abandoned'`,
    );
    assert.equal((await mint('abandoned')).status, 201);
  });

  it('must be plain text of at most 200 characters', async () => {
    for (const key of ['x'.repeat(201), 'with space']) {
      const answer = await mint(key);
      assert.equal(answer.status, 400);
      assert.equal(answer.body.code, 'bad_request');
    }
  });

  it('answers finished work even when the answer cannot be kept for a repeat', async () => {
    const { sequelize } = service.running.services.store;
    await sequelize.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not today'; END $$;
      CREATE TRIGGER refuse BEFORE UPDATE ON idempotency_keys FOR EACH ROW EXECUTE FUNCTION refuse();`);
    try {
      const count = await countTokens();
      const answer = await mint('not-kept');
      assert.equal(answer.status, 201);
      assert.equal(await countTokens(), count + 1);
      assert.equal((await mint('not-kept')).body.code, 'idempotency_in_progress');
      assert.equal(await countTokens(), count + 1);
    } finally {
      await sequelize.query('DROP TRIGGER refuse ON idempotency_keys');
    }
  });
});
