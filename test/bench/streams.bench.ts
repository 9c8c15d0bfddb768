import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeEvent } from '../../service/store/queries/write-events.js';
import { freePort, startTestService, type TestService, testEnv } from '../support/service.js';
import { type Metric, median, toCeiling } from './metric.js';
import { Readers } from './streams/readers.js';

const REPETITIONS = 5;
const READERS = 2_000;
const WARM_UP = 200;
const FAN_OUTS = 7;
/** Ours knows whom each is for, beside what Express keeps of a request. */
const MEMORY_TARGET = 2;
/** Ours commits the event, hears of it and reads it before it writes. */
const FAN_OUT_TARGET = 2;

interface Side {
  child: ChildProcess;
  url: string;
  /** Makes every stream say a text. */
  say: (text: string) => Promise<unknown>;
}

interface Measured {
  bytes: number;
  ms: number;
}

/**
 * 2,000 idle event streams in a process of the service, and one event to all of them, against a bare `node:http` server
 * that keeps as many answers open and writes to them in a loop.
 */
export async function streamsBench(): Promise<Metric[]> {
  const service = await startTestService({ role: 'api', seed: false });
  try {
    const tenant = await service.createTenant();
    const { id } = await service.connect(tenant.et);
    const rounds: Record<'ours' | 'bare', Measured>[] = [];
    for (let n = 0; n < REPETITIONS; n += 1) {
      const measured = {} as Record<'ours' | 'bare', Measured>;
      for (const name of n % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const))
        measured[name] = await measure(
          await (name === 'ours' ? startOurs(service, id) : startBare()),
          tenant.wk,
        );
      rounds.push(measured);
    }
    return [
      describe('memory of an idle event stream', MEMORY_TARGET, rounds, ({ bytes }) => bytes / 1024, 'kB'),
      describe(`one event to ${READERS} streams`, FAN_OUT_TARGET, rounds, ({ ms }) => ms, 'ms'),
    ];
  } finally {
    await service.close();
  }
}

function describe(
  name: string,
  target: number,
  rounds: Record<'ours' | 'bare', Measured>[],
  of: (one: Measured) => number,
  unit: string,
): Metric {
  const typical = (side: 'ours' | 'bare') => median(rounds.map((round) => of(round[side]))).toFixed(1);
  return toCeiling(
    `${name}, of bare node:http`,
    target,
    rounds.map(({ ours, bare }) => of(ours) / of(bare)),
    `${typical('ours')} ${unit} against ${typical('bare')}`,
  );
}

async function measure({ child, url, say }: Side, key: string): Promise<Measured> {
  const readers = new Readers();
  try {
    await readers.open(url, key, WARM_UP);
    const before = await memoryOf(child);
    await readers.open(url, key, READERS - WARM_UP);
    const bytes = ((await memoryOf(child)) - before) / (READERS - WARM_UP);
    const times: number[] = [];
    for (let n = 0; n < FAN_OUTS; n += 1) {
      const text = `event-${n}-of-the-bench`;
      const all = readers.allHave(text);
      const started = performance.now();
      await Promise.all([say(text), all]);
      times.push(performance.now() - started);
    }
    // The first ones are slow on both sides: nothing is compiled yet.
    return { bytes, ms: median(times.slice(2)) };
  } finally {
    readers.close();
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}

async function memoryOf(child: ChildProcess): Promise<number> {
  const answer = once(child, 'message');
  child.send('memory');
  const [{ bytes }] = (await answer) as [{ bytes: number }];
  return bytes;
}

async function startOurs(
  { running, databaseUrl, sandbox }: TestService,
  connectionId: string,
): Promise<Side> {
  const { config, store } = running.services;
  const side = await start('./streams/api.ts', {
    ...testEnv({ port: await freePort(), sandboxUrl: sandbox.url, role: 'api' }),
    ...{ PATH: process.env['PATH'], DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn' },
    ...{ ENCRYPTION_KEY: config.encryptionKeys.join(','), ADMIN_KEY: config.adminKey },
  });
  const say = (reason: string) =>
    store.transaction((transaction) =>
      writeEvent(store, connectionId, 'connection.needs_reauth', { reason }, transaction),
    );
  return { ...side, say };
}

/** The same bytes as of the event of ours, less its name. */
async function startBare(): Promise<Side> {
  const side = await start('./streams/bare.ts', { PATH: process.env['PATH'] });
  const say = async (text: string) => {
    side.child.send({ write: `event: connection.needs_reauth\ndata: ${text}${'.'.repeat(300)}\n\n` });
  };
  return { ...side, say };
}

async function start(file: string, env: NodeJS.ProcessEnv): Promise<Omit<Side, 'say'>> {
  const child = fork(new URL(file, import.meta.url), { execArgv: ['--expose-gc', '--import', 'tsx'], env });
  const [{ url }] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the process ended with ${code}`))),
  ])) as [{ url: string }];
  return { child, url };
}
