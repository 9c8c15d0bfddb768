import { join, resolve } from 'node:path';
import { connectors, regionsOf } from './connectors/registry.js';
import { type Config, EnvError, processEnv, readEnv } from './env.js';
import { createLog, type Log } from './log.js';
import { type RunningService, startService } from './start-service.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './store/embedded/index.js';

interface Running {
  service: RunningService;
  embedded: EmbeddedPostgres | null;
}

/** Reads the environment, opens or starts the database, runs the service until told to stop. */
async function main(): Promise<void> {
  const config = readEnv(processEnv(), connectors.keys(), regionsOf);
  const log = createLog({ level: config.logLevel });
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));
  const told = hearStop();
  const starting = start(config, log);
  const early = await Promise.race([starting.then(() => null), told]);
  // Nothing is ours yet but connections. A database of our own is waited for, so that it does not stay behind.
  if (early !== null && config.databaseUrl !== null) process.exit(0);
  const { service, embedded } = await starting;
  log.info({ url: config.appBaseUrl, port: service.port, role: config.role }, 'service started');
  if (process.connected) process.send?.({ type: 'started', port: service.port });
  const reason = early ?? (await told);
  log.info({ reason }, 'service stops');
  await service.stop();
  await embedded?.stop();
  process.exit(0);
}

async function start(config: Config, log: Log): Promise<Running> {
  const embedded = config.databaseUrl === null ? await startDatabase(config, (line) => log.info(line)) : null;
  try {
    const url = embedded?.url ?? (config.databaseUrl as string);
    const service = await startService(config, url, log, { widgetDir: resolve(config.widgetDir) });
    return { service, embedded };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** The first reason to stop: a signal, or a parent that went away without a word, so that nobody is left to stop us. */
function hearStop(): Promise<string> {
  return new Promise((tell) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => tell(signal));
    process.on('disconnect', () => tell('parent gone'));
  });
}

function startDatabase(config: Config, log: (line: string) => void): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir: join(config.dataDir, 'postgres'), log });
}

/** One sentence for whoever started us. */
function explain(error: unknown): string {
  if (error instanceof EnvError) return error.message;
  if (!(error instanceof Error)) return `The service cannot start: ${String(error)}`;
  if ('code' in error && error.code === 'EADDRINUSE')
    return `The service cannot start: The port ${processEnv().PORT ?? 3000} is taken by another program. Stop that one, or set PORT to a free one.`;
  // What tries several addresses at once fails with an error for each, and says nothing itself.
  const cause = 'parent' in error ? error.parent : error;
  const inner = cause instanceof AggregateError ? cause.errors[0] : error;
  return `The service cannot start: ${inner instanceof Error ? inner.message : error.message}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
