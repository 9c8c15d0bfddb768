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
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;

  const reconnect = (): void => {
    client = null;
    if (isStopped || timer) return;
    timer = setTimeout(() => {
      timer = null;
      void open();
    }, RETRY_MS);
  };

  const open = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'crm-connect listener',
      keepAlive: true,
    });
    next.on('notification', ({ payload }) => onWork(payload as WakeTopic));
    next.on('error', (error) => {
      log.warn({ err: error }, 'the listening connection was lost');
      reconnect();
    });
    next.on('end', reconnect);
    try {
      await next.connect();
      await next.query(`LISTEN ${WAKE_CHANNEL}`);
      client = next;
    } catch (error) {
      log.warn({ err: error }, 'the listening connection could not be opened');
      await next.end().catch(() => undefined);
      reconnect();
    }
  };

  void open();
  return {
    async stop() {
      isStopped = true;
      if (timer) clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
