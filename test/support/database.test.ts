import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pg from 'pg';
import { createTestDatabase, startTestServer } from './database.js';

async function listTables(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const sql =
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1";
    const { rows } = await client.query<{ name: string }>(sql);
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

describe('the database of a test', () => {
  it('is migrated, one of its own, and gone after close()', async () => {
    const [one, two, empty] = await Promise.all([
      createTestDatabase(),
      createTestDatabase(),
      createTestDatabase({ migrated: false }),
    ]);
    try {
      assert.ok((await listTables(one.url)).includes('crm_connections'));
      assert.deepEqual(await listTables(two.url), await listTables(one.url));
      assert.deepEqual(await listTables(empty.url), []);
      await one.close();
      await assert.rejects(listTables(one.url), { code: '3D000' });
    } finally {
      await Promise.all([one.close(), two.close(), empty.close()]);
    }
  });

  it('is made on the server of TEST_DATABASE_URL when that is set', async () => {
    const before = process.env['TEST_DATABASE_URL'];
    const server = await startTestServer();
    process.env['TEST_DATABASE_URL'] = server.url;
    try {
      const database = await createTestDatabase();
      assert.equal(new URL(database.url).host, new URL(server.url).host);
      assert.ok((await listTables(database.url)).includes('crm_connections'));
      await database.close();
    } finally {
      if (before === undefined) delete process.env['TEST_DATABASE_URL'];
      else process.env['TEST_DATABASE_URL'] = before;
      await server.stop();
    }
    await assert.rejects(listTables(server.url), { code: 'ECONNREFUSED' });
  });
});
