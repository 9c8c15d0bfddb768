import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Pace } from '../../../service/connectors/connector.js';
import type { Priority } from '../../../service/connectors/http-door.js';
import { findProgram } from '../../support/program.js';

const CHILD = findProgram(new URL('./quota-process.ts', import.meta.url));

/** What a quota process is asked to do; without `url` it only takes turns. */
export interface QuotaJob {
  account: string;
  pace: Pace;
  priority?: Priority;
  forMs: number;
  /** Requests after which it ends early. */
  most: number;
  /** Requests in flight. */
  lanes: number;
  /** True: it is killed with its last request, before it can give anything back. */
  dies?: boolean;
  url?: string;
  token?: string;
}

export interface QuotaReport {
  left: number[];
  statuses: Record<string, number>;
  statements: number;
  errors: string[];
}

export interface QuotaProcess {
  child: ChildProcess;
  run(job: QuotaJob): Promise<QuotaReport>;
}

/** Ends by itself when the process that started it is gone. */
export async function startQuotaProcess(databaseUrl: string): Promise<QuotaProcess> {
  const child = fork(CHILD.path, [], {
    execArgv: CHILD.execArgv,
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl },
  });
  await once(child, 'message');
  return {
    child,
    async run(job) {
      const answer = once(child, 'message');
      child.send(job);
      return (await answer)[0] as QuotaReport;
    },
  };
}
