import pg from 'pg';
import type { Log } from '../log.js';

const RETRY_MS = 1_000;

/**
 * Hears what is told on a channel as it is committed, on a connection of its own; a lost one is opened again.
 *
 * @param onOpen called whenever it begins to hear: what was told before is lost.
 */
export function listen(
  url: string,
  channel: string,
  log: Log,
  onHeard: (payload: string) => void,
  onOpen: () => void = () => undefined,
): { stop(): Promise<void> } {
  let current: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;

  const open = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'crm-connect listener',
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
    current = client;
    // A client tells its end in several ways; only the first of the one in use counts.
    const lost = (error: unknown): void => {
      if (current !== client) return;
      current = null;
      client.end().catch(() => undefined);
      if (isStopped) return;
      log.warn({ err: error }, 'the listening connection was lost');
      timer = setTimeout(() => void open(), RETRY_MS);
      timer.unref();
    };
    client.on('notification', ({ payload }) => onHeard(payload ?? ''));
    client.on('error', lost);
    client.on('end', () => lost(new Error('the connection ended')));
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      onOpen();
    } catch (error) {
      lost(error);
    }
  };

  void open();
  return {
    async stop() {
      isStopped = true;
      if (timer) clearTimeout(timer);
      await current?.end().catch(() => undefined);
    },
  };
}
