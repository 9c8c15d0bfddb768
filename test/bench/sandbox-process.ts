import { fork } from 'node:child_process';
import { startSandboxes } from '../../demo/sandbox/index.js';

/** Sandbox CRMs in a process of their own, so that their work is not measured as ours. */
export function startSandboxProcess(): Promise<{ url: string; stop(): void }> {
  const child = fork(import.meta.filename, ['serve'], { execArgv: ['--import', 'tsx'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
    child.once('message', (url) => resolve({ url: String(url), stop: () => child.kill() }));
  });
}

if (process.argv[2] === 'serve') {
  const client = { clientId: 'test-client-id', clientSecret: 'test-client-secret-of-the-environment' };
  const sandboxes = await startSandboxes({
    port: 0,
    seed: true,
    hubspot: { ...client, settings: { limits: false } },
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.(sandboxes.url);
}
