import { createServer } from 'node:net';
import { EmbeddedPostgresError } from './errors.js';

/**
 * The port to serve on: the configured one, else the last one if it is still free, else any free one.
 *
 * @throws EmbeddedPostgresError when the configured port is taken.
 */
export async function choosePort(configured: number | undefined, last: number | undefined): Promise<number> {
  if (configured !== undefined) {
    if (await probePort(configured)) return configured;
    throw new EmbeddedPostgresError(
      `Port ${configured} on 127.0.0.1 is taken or may not be used: stop what listens there, ` +
        'or configure another database port.',
    );
  }
  const free = (last === undefined ? undefined : await probePort(last)) ?? (await probePort(0));
  if (free !== undefined) return free;
  throw new EmbeddedPostgresError(
    'No port is free on 127.0.0.1: stop something that listens there and try again.',
  );
}

/** The port that could be bound; undefined when it is taken. 0 asks for any. */
function probePort(port: number): Promise<number | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
