import { createHash } from 'node:crypto';
import { MongoJobRepository } from '@agendajs/mongo-backend';
import { type Collection, MongoClient, MongoServerError, ObjectId } from 'mongodb';
import type { JobStore } from './job-store.js';

/** Agenda's own name for it, which its tools look for. A handful of documents needs no index. */
const COLLECTION = 'agendaJobs';
/** Where the URL names no database. */
const DATABASE = 'crm_connect';
/** The driver's own patience is half a minute, and without end for a server that falls silent. */
const PATIENCE = { serverSelectionTimeoutMS: 5_000, connectTimeoutMS: 5_000, socketTimeoutMS: 10_000 };
const DUPLICATE_KEY = 11_000;

/**
 * Jobs on a MongoDB, or on a server that speaks its protocol.
 *
 * @throws Error that says what to do, without the password of the URL.
 */
export async function openMongoJobs(url: string): Promise<JobStore> {
  const client = await connect(url);
  const db = client.db(namesDatabase(url) ? undefined : DATABASE);
  const jobs = db.collection(COLLECTION);
  const repository = new MongoJobRepository({
    mongo: db,
    db: { collection: COLLECTION },
    ensureIndex: false,
  });
  // Asks nobody: it only takes the collection.
  await repository.connect();
  return {
    name: 'MongoDB',
    repository,
    schedule: (job, every) =>
      upsert(jobs, job, every).catch((error: unknown) => {
        // Two processes made it at once.
        if (!(error instanceof MongoServerError && error.code === DUPLICATE_KEY)) throw error;
        return upsert(jobs, job, every);
      }),
    async freeLocks(owner) {
      await jobs.updateMany({ lastModifiedBy: owner, lockedAt: { $ne: null } }, { $set: { lockedAt: null } });
    },
    close: () => client.close(),
  };
}

async function connect(url: string): Promise<MongoClient> {
  let client: MongoClient | null = null;
  try {
    client = new MongoClient(url, { ...PATIENCE, appName: 'crm-connect agenda', maxPoolSize: 4 });
    await client.connect();
    // Signs in, where the URL says as whom.
    await client.db(namesDatabase(url) ? undefined : DATABASE).command({ ping: 1 });
    return client;
  } catch (error) {
    await client?.close();
    // No cause: it may repeat the URL.
    throw new Error(
      `MongoDB cannot be used: ${withoutSecrets(String(error instanceof Error ? error.message : error), url)}. ` +
        'Start it, or correct MONGODB_URL; without MONGODB_URL the schedule is kept in PostgreSQL.',
    );
  }
}

/** The name is in `_id`, the one field that is unique everywhere: Agenda's upsert by name makes two under a race. */
async function upsert(jobs: Collection, job: string, every: string): Promise<void> {
  await jobs.updateOne(
    { _id: new ObjectId(createHash('sha256').update(job).digest('hex').slice(0, 24)) },
    {
      $set: { repeatInterval: every },
      $setOnInsert: {
        ...{ name: job, type: 'single', priority: 0, disabled: false },
        nextRunAt: new Date(),
      },
    },
    { upsert: true },
  );
}

function namesDatabase(url: string): boolean {
  return /^[^:]+:\/\/[^/]+\/[^?]/.test(url);
}

function withoutSecrets(text: string, url: string): string {
  const [, user = '', password = ''] = /:\/\/([^:@/]*):?([^@/]*)@/.exec(url) ?? [];
  const secrets = [`${user}:${password}`, password, decode(password)].filter((secret) => secret.length > 1);
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
