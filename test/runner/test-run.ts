import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkSteps, runStep } from '../../scripts/check.js';
import { type Compiled, compile } from './compile.js';
import { runElementFiles } from './element-files.js';
import { findTestFiles, matchesFilters, type TestFiles } from './find-files.js';
import { longestFirst } from './longest-first.js';
import { runNodeFile } from './node-files.js';
import { stopAllProcesses } from './processes.js';
import { type FileResult, progressLine } from './results.js';
import { runAgain } from './run-again.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** More than cores: most tests wait, for processes to start or for a turn of a clock. The database has room for six. */
const LANES = Math.min(availableParallelism() + 2, 6);

/** What to run. */
export interface TestRunOptions {
  /** Only files and steps whose path contains one of these; none is all. */
  filters: readonly string[];
  /** Of the tests, instead of test/ and without the check. */
  dir: string | undefined;
  /** How long a file may run. */
  timeoutMs: number;
}

/** What this run has started and must end. */
interface TestDatabase {
  url: string;
  stop(): Promise<unknown>;
}

/** One run of the check and the tests: what it gave so far, and what it must end. */
export class TestRun {
  readonly results: FileResult[] = [];
  isStopping = false;
  readonly #options: TestRunOptions;
  readonly #folder: string;
  readonly #files: TestFiles;
  #database: Promise<TestDatabase | undefined> | undefined;
  #compiled: Compiled | undefined;

  constructor(options: TestRunOptions) {
    this.#options = options;
    this.#folder = options.dir ? resolve(options.dir) : join(ROOT, 'test');
    this.#files = findTestFiles(ROOT, this.#folder, options.filters);
  }

  async run(): Promise<void> {
    const inNode = [...this.#files.node, ...this.#files.browser];
    if (inNode.length > 0) this.#database = startDatabase(this.#folder);
    this.#compiled = await compileAll(inNode);
    await this.#database;
    const waiting = longestFirst(this.#files.node, this.#compiled?.inputs);
    const first = [this.#runPages(), ...(this.#options.dir ? [] : [this.#runCheck()])];
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      await first[lane];
      await this.#runNodeFiles(waiting);
    });
    await Promise.all(lanes);
    await runAgain(this.results, (file) => this.#runAlone(file));
  }

  /** Ends what still runs. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await stopAllProcesses();
    // It may still be starting; that it failed to start is reported by whoever waits for it.
    const server = await this.#database?.catch(() => undefined);
    this.#database = undefined;
    await server?.stop();
    await this.#compiled?.remove();
  }

  report(result: FileResult): void {
    if (this.isStopping) return;
    this.results.push(result);
    console.log(progressLine(result));
  }

  /** Runs the steps of `npm run check`, each counted as one test. */
  async #runCheck(): Promise<void> {
    for (const step of checkSteps()) {
      const file = `check/${step.name}`;
      if (this.isStopping || !matchesFilters(file, this.#options.filters)) continue;
      const { error, durationMs } = await runStep(step);
      const outcome =
        error === undefined ? { status: 'passed' as const } : { status: 'failed' as const, error };
      this.report({ file, tests: [{ name: step.title, ...outcome }], durationMs, output: '' });
    }
  }

  /** What needs a browser, whose pages would starve each other: a lane of its own. */
  async #runPages(): Promise<void> {
    const { element, browser } = this.#files;
    const report = (result: FileResult) => this.report(result);
    if (element.length > 0) await runElementFiles(element, this.#options.timeoutMs, report);
    await this.#runNodeFiles([...browser]);
  }

  /** Runs files one after another, and takes each from the list as it begins. */
  async #runNodeFiles(waiting: string[]): Promise<void> {
    for (let file = waiting.shift(); file && !this.isStopping; file = waiting.shift())
      this.report(await this.#runNodeFile(file));
  }

  #runNodeFile(file: string): Promise<FileResult> {
    return runNodeFile(file, { timeoutMs: this.#options.timeoutMs, compiled: this.#compiled?.folder });
  }

  /** Nothing where it would be the same again: a step of the check, or a run that is ended. */
  #runAlone(file: string): Promise<FileResult | undefined> | undefined {
    if (this.isStopping) return undefined;
    if (this.#files.element.includes(file)) return this.#runElementFile(file);
    const isTest = [...this.#files.node, ...this.#files.browser].includes(file);
    return isTest ? this.#runNodeFile(file) : undefined;
  }

  async #runElementFile(file: string): Promise<FileResult | undefined> {
    const given: FileResult[] = [];
    await runElementFiles([file], this.#options.timeoutMs, (result) => given.push(result));
    return given[0];
  }
}

/** What cannot be compiled as a whole runs from its sources, so that each file tells its own fault. */
async function compileAll(files: readonly string[]): Promise<Compiled | undefined> {
  if (files.length === 0) return undefined;
  return compile(ROOT, files).catch((error: unknown) => {
    console.log(`Not compiled, so each file runs from its source: ${error}`);
    return undefined;
  });
}

/** One PostgreSQL for all files; the folder's support/database.ts starts it, unless one is named or there is none. */
async function startDatabase(folder: string): Promise<TestDatabase | undefined> {
  const path = join(folder, 'support/database.ts');
  if (process.env['TEST_DATABASE_URL'] || !existsSync(path)) return undefined;
  const module = (await import(pathToFileURL(path).href)) as { startTestServer(): Promise<TestDatabase> };
  const server = await module.startTestServer();
  process.env['TEST_DATABASE_URL'] = server.url;
  return server;
}
