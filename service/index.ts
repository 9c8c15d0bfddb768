import { join, resolve } from 'node:path';
import { connectors } from './connectors/registry.js';
import { type Config, EnvError, processEnv, readEnv } from './env.js';
import { createLog } from './log.js';
import { type RunningService, startService } from './start-service.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './store/embedded/index.js';

/** Reads the environment, opens or starts the database, runs the service until told to stop. */
async function main(): Promise<void> {
  const config = readEnv(processEnv(), connectors.keys());
  const log = createLog({ level: config.logLevel });
  const embedded = config.databaseUrl === null ? await startDatabase(config, (line) => log.info(line)) : null;
  let service: RunningService;
  try {
    service = await startService(config, embedded?.url ?? (config.databaseUrl as string), log, {
      widgetDir: resolve(config.widgetDir),
    });
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
  log.info({ url: config.appBaseUrl, port: service.port, role: config.role }, 'service started');
  process.send?.({ type: 'started', port: service.port });
  let isStopping = false;
  const stop = async (reason: string): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    log.info({ reason }, 'service stops');
    await service.stop();
    await embedded?.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal));
  // Started by a parent that went away without a word: nobody is left to stop us.
  process.on('disconnect', () => void stop('parent gone'));
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));
}

function startDatabase(config: Config, log: (line: string) => void): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir: join(config.dataDir, 'postgres'), log });
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const text = taken
    ? `The port ${processEnv().PORT ?? 3000} is taken by another program. Stop that one, or set PORT to a free one.`
    : message;
  process.stderr.write(`${error instanceof EnvError ? '' : 'The service cannot start: '}${text}\n`);
  process.exit(1);
});
