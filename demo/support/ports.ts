import { createServer } from 'node:net';
import { DemoError, systemCode } from './demo-error.js';

/** Makes a failed listen one sentence; other errors are returned as they came. */
export function explainListen(error: unknown, port: number, variable: string): unknown {
  const code = systemCode(error);
  if (code === 'EADDRINUSE')
    return new DemoError(
      `Port ${port} is taken by another program: stop that program, or set ${variable} to a free port.`,
      { cause: error },
    );
  if (code === 'EACCES')
    return new DemoError(`Port ${port} needs more rights than this user has: set ${variable} to another.`, {
      cause: error,
    });
  return error;
}

/**
 * The port itself when it is free, or a free one for 0. Another program could take it before it is used; then its user
 * says so.
 *
 * @throws DemoError when it is taken.
 */
export function checkPort(port: number, variable: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(explainListen(error, port, variable)));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      const found = typeof address === 'object' && address ? address.port : port;
      probe.close(() => resolve(found));
    });
  });
}
