// Element tests in a real Chromium. test/run.ts uses this; to watch one file by hand:
//   node --import tsx node_modules/@web/test-runner/dist/bin.js --config test/runner/web-test-runner.config.mjs \
//     --watch --files 'test/widget/**/*.test.ts'
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { findOrInstallBrowser, hermeticArgs } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { elementReporter } from './element-reporter.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export default {
  rootDir: ROOT,
  hostname: '127.0.0.1',
  // Two runs on one machine must not meet.
  port: await freePort(),
  // Two pages at a time starve each other on two cores: the one in the background times out.
  concurrency: 1,
  // Without the production condition Lit warns about its development build.
  nodeResolve: { exportConditions: ['production', 'browser', 'default'] },
  // Without the tsconfig esbuild takes the decorators for standard ones.
  plugins: [esbuildPlugin({ ts: true, tsconfig: `${ROOT}widget/tsconfig.json`, target: 'es2022' })],
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath: await findOrInstallBrowser(), args: hermeticArgs(), pipe: true },
    }),
  ],
  testFramework: { config: { timeout: '60000' } },
  browserStartTimeout: 120_000,
  testsStartTimeout: 120_000,
  testsFinishTimeout: 300_000,
  reporters: [process.env.ELEMENT_RESULTS_FD ? elementReporter() : defaultReporter()],
};
