import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below those that Linux (from 32768), macOS and Windows (from 49152) give to whoever asks for any: a connection
 * that some other test opens takes none of these.
 */
const LOWEST = 20_000;
const BLOCK_SIZE = 16;
const BLOCKS = 750;

let left: number[] = [];
/** Where this process looks for its next block: processes that start together begin apart. */
let nextBlock = process.pid % BLOCKS;
let taking: Promise<unknown> = Promise.resolve();

/**
 * A port of 127.0.0.1 that nobody listens on, and that no other process that asks here is given before this one ends:
 * a service must know its address before it listens, and one that was killed must find it free again.
 */
export function freePort(): Promise<number> {
  const taken = taking.then(takePort);
  taking = taken.catch(() => undefined);
  return taken;
}

async function takePort(): Promise<number> {
  for (let tries = 0; tries < BLOCKS * BLOCK_SIZE; tries++) {
    const port = left.shift();
    if (port === undefined) left = await claimBlock();
    else if (await isFree(port)) return port;
  }
  throw new Error('every port for tests is taken');
}

/** Listens on the first port of a block, which ends with this process however that ends; the others are its own. */
async function claimBlock(): Promise<number[]> {
  for (let tries = 0; tries < BLOCKS; tries++) {
    const first = LOWEST + nextBlock * BLOCK_SIZE;
    nextBlock = (nextBlock + 1) % BLOCKS;
    const claim = await listenOn(first);
    if (!claim) continue;
    claim.unref();
    return Array.from({ length: BLOCK_SIZE - 1 }, (_, n) => first + 1 + n);
  }
  throw new Error('every block of ports for tests is claimed');
}

/** What a killed test left behind may listen there. */
async function isFree(port: number): Promise<boolean> {
  const server = await listenOn(port);
  if (!server) return false;
  server.close();
  await once(server, 'close');
  return true;
}

async function listenOn(port: number) {
  // Who connects by mistake is let go at once, lest it wait.
  const server = createServer((socket) => socket.destroy());
  server.listen({ port, host: '127.0.0.1', exclusive: true });
  return once(server, 'listening').then(
    () => server,
    () => undefined,
  );
}
