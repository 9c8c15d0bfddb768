import { QueryTypes } from 'sequelize';
import type { Log } from '../../log.js';
import { mayGoOn } from '../../store/queries/pauses.js';
import type { Store } from '../../store/store.js';

/** How soon a pause or a cancel is seen when its notification was lost. */
const LOOK_MS = 900;

/** Work in this process's hands. */
interface Piece {
  table: 'crm_sync_runs' | 'crm_pushes';
  id: string;
  lease: string;
}

/** Looks whether the work in a process's hands may still go on. */
export interface Watch {
  /** The signal aborts once the piece is paused, cancelled or taken over. Call `done` when the work has ended. */
  over(piece: Piece): { signal: AbortSignal; done(): void };
  /** Looks now. */
  look(): void;
  stop(): void;
}

/** One query a second while there is work, whatever its amount. */
export function createWatch(store: Store, log: Log): Watch {
  const pieces = new Map<AbortController, Piece>();
  let looking: Promise<void> | null = null;
  let isAskedAgain = false;

  const lookOnce = async (): Promise<void> => {
    const looked = [...pieces];
    const held = new Set(
      await findHeld(
        store,
        looked.map(([, piece]) => piece),
      ),
    );
    for (const [controller, { id, lease }] of looked)
      if (!held.has(`${id} ${lease}`)) controller.abort(new Error('the work was called off'));
  };

  const look = (): void => {
    if (pieces.size === 0) return;
    if (looking) {
      isAskedAgain = true;
      return;
    }
    looking = lookOnce()
      // What the database does not confirm is refused there when it is written.
      .catch((error: unknown) => log.warn({ err: error }, 'work under way could not be looked after'))
      .finally(() => {
        looking = null;
        if (!isAskedAgain) return;
        isAskedAgain = false;
        look();
      });
  };

  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return {
    look,
    over(piece) {
      const controller = new AbortController();
      pieces.set(controller, piece);
      return { signal: controller.signal, done: () => pieces.delete(controller) };
    },
    stop: () => clearInterval(timer),
  };
}

/** `id lease` of those that are still held and may go on. */
async function findHeld(store: Store, pieces: Piece[]): Promise<string[]> {
  const of = (table: Piece['table']) => pieces.filter((piece) => piece.table === table);
  const [runs, pushes] = [of('crm_sync_runs'), of('crm_pushes')];
  const rows = await store.sequelize.query<{ held: string }>(
    `SELECT r.id || ' ' || r.lease AS held FROM unnest($1::uuid[], $2::bigint[]) AS i(id, lease)
       JOIN crm_sync_runs r ON r.id = i.id AND r.lease = i.lease AND r.state = 'running'
       JOIN crm_connections c ON c.id = r.connection_id WHERE ${mayGoOn('c')}
     UNION ALL
     SELECT p.id || ' ' || p.lease FROM unnest($3::uuid[], $4::bigint[]) AS i(id, lease)
       JOIN crm_pushes p ON p.id = i.id AND p.lease = i.lease AND p.state IN ('sending', 'checking')
       JOIN crm_connections c ON c.id = p.connection_id WHERE ${mayGoOn('c')}`,
    {
      bind: [
        ...[runs.map(({ id }) => id), runs.map(({ lease }) => lease)],
        ...[pushes.map(({ id }) => id), pushes.map(({ lease }) => lease)],
      ],
      type: QueryTypes.SELECT,
    },
  );
  return rows.map(({ held }) => held);
}
