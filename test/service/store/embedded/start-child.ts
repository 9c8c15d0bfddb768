import { startEmbeddedPostgres } from '../../../../service/store/embedded/index.js';

/**
 * A process that starts the server in the folder of its first argument, with the settings of its second (JSON), prints
 * one line of JSON (`{ pid, port, url, dataDir }` or `{ error }`), and stops when its standard input ends
 * (with EXIT_WITHOUT_STOP set it just exits then).
 */
const [dataDir = '', settings = '{}'] = process.argv.slice(2);
try {
  const server = await startEmbeddedPostgres({
    dataDir,
    settings: JSON.parse(settings) as Record<string, string>,
  });
  const { pid, port, url } = server;
  console.log(JSON.stringify({ pid, port, url, dataDir: server.dataDir }));
  process.stdin.resume();
  process.stdin.once('end', () => {
    if (process.env['EXIT_WITHOUT_STOP']) process.exit(0);
    server.stop().catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    });
  });
} catch (error) {
  console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
}
