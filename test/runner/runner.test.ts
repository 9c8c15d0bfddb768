import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from '../../scripts/project.js';

const NODE_TEST = `import assert from 'node:assert/strict';\nimport { describe, it } from 'node:test';\n`;
const FILES: Record<string, string> = {
  'good.test.ts': `${NODE_TEST}
    describe('outer', () => {
      it('passes', () => {});
      it('is skipped', { skip: 'not here' }, () => {});
    });`,
  'bad.test.ts': `${NODE_TEST}
    describe('outer', () => {
      it('compares', () => { console.log('printed by bad'); assert.equal(1 + 1, 3, 'sum is wrong'); });
    });`,
  'crash.test.ts': `throw new Error('broken on import');`,
  'early.test.ts': `${NODE_TEST} it('leaves', () => { process.exit(0); });`,
  'hang.test.ts': `${NODE_TEST}
    import { spawn } from 'node:child_process';
    import { writeFileSync } from 'node:fs';
    it('waits for ever', () => new Promise(() => {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      setInterval(() => {}, 1000);
      writeFileSync(new URL('./pids', import.meta.url), JSON.stringify([process.pid, child.pid]));
    }));`,
  'widget/page.test.ts': `
    it('runs in a page', () => { if (!document.body) throw new Error('no page'); });
    it('fails in a page', () => { throw new Error('wrong in the page'); });
    it.skip('is skipped in a page', () => {});`,
};

/** Fails in its first run. */
const UNSTEADY_TEST = `${NODE_TEST}
  import { existsSync, writeFileSync } from 'node:fs';
  it('passes', () => {});
  it('passes in the end', () => {
    const seen = new URL('./seen', import.meta.url);
    if (existsSync(seen)) return;
    writeFileSync(seen, '');
    throw new Error('held up');
  });`;

interface Run {
  child: ChildProcess;
  ended: Promise<{ code: number | null; output: string }>;
}

describe('the test runner', () => {
  let folder = '';

  before(async () => {
    await mkdir(join(ROOT, 'dist'), { recursive: true });
    folder = await mkdtemp(join(ROOT, 'dist/test-runner-'));
    for (const [path, text] of Object.entries(FILES)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  });

  after(() => rm(folder, { recursive: true, force: true }));

  function start(...args: string[]): Run {
    const command = ['--import', 'tsx', 'test/run.ts', '--dir', folder, ...args];
    const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
      child.once('close', (code) => resolve({ code, output: output.trimEnd() }));
    });
    return { child, ended };
  }

  const lastLine = (output: string) => output.split('\n').at(-1);

  async function hungProcesses(): Promise<number[]> {
    const path = join(folder, 'pids');
    while (!existsSync(path) || (await readFile(path, 'utf8')) === '') await pause(20);
    return JSON.parse(await readFile(path, 'utf8')) as number[];
  }

  /** Ends only when all are gone: the limit is the test's own. */
  async function untilGone(pids: number[]): Promise<void> {
    while (pids.some(isRunning)) await pause(20);
  }

  function isRunning(pid: number): boolean {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  it('ends with the totals of every kind of file and counts a crash, an early exit and a hang as failed', {
    timeout: 200_000,
  }, async () => {
    const { code, output } = await start('--timeout', '4').ended;
    assert.equal(lastLine(output), '2 passed, 5 failed, 2 skipped', output);
    assert.equal(code, 1);
    assert.match(output, /FAILED \S+bad\.test\.ts: outer > compares\n.*sum is wrong/s);
    assert.match(output, /Printed by \S+bad\.test\.ts:\n\s+printed by bad/);
    assert.match(output, /FAILED \S+crash\.test\.ts: the file itself\n.*code 1.*broken on import/s);
    assert.match(output, /FAILED \S+early\.test\.ts: the file itself\n\s+It held no test|exited before/);
    assert.match(output, /FAILED \S+hang\.test\.ts: the file itself\n\s+It was still running after 4 s/);
    assert.match(output, /FAILED \S+widget\/page\.test\.ts: fails in a page\n.*wrong in the page/s);
    assert.match(output, /Slowest files:\n(?:.*\n)*?.*hang\.test\.ts/);
    await untilGone(await hungProcesses());
  });

  it('runs only the files whose path holds the filter, and exits 0 when all pass', async () => {
    const { code, output } = await start('good').ended;
    assert.equal(lastLine(output), '1 passed, 0 failed, 1 skipped', output);
    assert.match(output, /^SKIPPED \S+good\.test\.ts: 1 test: not here$/m);
    assert.equal(code, 0);
  });

  it('runs a file that failed once more, tells what passes then as unsteady, and fails for what does not', async () => {
    const path = join(folder, 'unsteady.test.ts');
    await writeFile(path, UNSTEADY_TEST);
    const { code, output } = await start('unsteady', 'bad').ended;
    await rm(path);
    assert.equal(lastLine(output), '2 passed, 1 failed', output);
    assert.match(output, /UNSTEADY \(.*\) \S+unsteady\.test\.ts: passes in the end\n.*held up/s);
    assert.match(output, /^FAILED \S+bad\.test\.ts: outer > compares$/m);
    assert.equal(code, 1);
  });

  it('exits 1 when no test matches', async () => {
    const { code, output } = await start('no-such-file').ended;
    assert.equal(lastLine(output), '0 passed, 0 failed');
    assert.equal(code, 1);
  });

  it('leaves no process behind when it is interrupted', { timeout: 120_000 }, async () => {
    await rm(join(folder, 'pids'), { force: true });
    const { child, ended } = start('hang');
    const pids = await hungProcesses();
    assert.deepEqual(pids.filter(isRunning), pids);
    child.kill('SIGINT');
    const { code, output } = await ended;
    assert.equal(code, 130, output);
    await untilGone(pids);
  });
});
