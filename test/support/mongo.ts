import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';

const given = process.env['MONGODB_URL'] || null;

/** Why a test on MongoDB is skipped; false where there is one. */
export const skipWithoutMongo: string | false =
  given === null && 'MONGODB_URL is not set: name a MongoDB whose databases may be created and dropped';

/** One throw-away database on the server of `MONGODB_URL`. */
export async function createTestMongo(): Promise<{ url: string; close(): Promise<void> }> {
  if (given === null) throw new Error(String(skipWithoutMongo));
  const url = withDatabase(given, `test_${process.pid}_${randomBytes(6).toString('hex')}`);
  return {
    url,
    async close() {
      const client = new MongoClient(url);
      try {
        await client.db().dropDatabase();
      } finally {
        await client.close();
      }
    },
  };
}

/** The database a URL names is also the one its user is known in. */
function withDatabase(url: string, name: string): string {
  const [, start = '', old = '', query = ''] = /^([^:]+:\/\/[^/]+)\/?([^?]*)\??(.*)$/.exec(url) ?? [];
  const hasUser = start.includes('@') && old !== '' && !/(^|&)authSource=/i.test(query);
  const options = [query, hasUser ? `authSource=${old}` : ''].filter((text) => text !== '').join('&');
  return `${start}/${name}${options === '' ? '' : `?${options}`}`;
}
