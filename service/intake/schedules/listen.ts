import pg from 'pg';
import type { Log } from '../../log.js';
import { WAKE_CHANNEL, type WakeTopic } from '../../store/wake.js';

const RETRY_MS = 1_000;

/** Hears of new work as it is committed, on a connection of its own; a lost one is opened again. */
export function listenForWork(
  url: string,
  log: Log,
  onWork: (topic: WakeTopic) => void,
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
    client.on('notification', ({ payload }) => onWork(payload as WakeTopic));
    client.on('error', lost);
    client.on('end', () => lost(new Error('the connection ended')));
    try {
      await client.connect();
      await client.query(`LISTEN ${WAKE_CHANNEL}`);
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
