import type { Log } from '../../../log.js';
import type { JobStore } from './job-store.js';
import { openPostgresJobs } from './postgres.js';

/** The databases that could keep the jobs: MongoDB does where there is one. */
export interface JobHomes {
  databaseUrl: string;
  mongodbUrl: string | null;
}

/** Opens the store of the jobs. The MongoDB driver is loaded only where it is needed. */
export async function openJobStore({ databaseUrl, mongodbUrl }: JobHomes, log: Log): Promise<JobStore> {
  if (mongodbUrl === null) return openPostgresJobs(databaseUrl, log);
  const { openMongoJobs } = await import('./mongo.js');
  return openMongoJobs(mongodbUrl);
}
