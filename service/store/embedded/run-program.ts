import { execFile } from 'node:child_process';
import type { ServerUser } from './choose-user.js';

/** What a finished program left behind. `code` is null when it was ended by a signal or never ran. */
export interface ProgramResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

const passedOn = ['PATH', 'HOME', 'TMPDIR', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

/** The environment of PostgreSQL's programs: no PG* variable, no locale and no secret of ours gets in. */
export function programEnv(): NodeJS.ProcessEnv {
  const kept = passedOn.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}

/** The spawn options that run a program as `user`, in a folder that user can be in. */
export function runAs(user: ServerUser | undefined): {
  uid?: number;
  gid?: number;
  cwd: string;
  env: NodeJS.ProcessEnv;
} {
  return { ...(user ? { uid: user.uid, gid: user.gid } : {}), cwd: '/', env: programEnv() };
}

/** Runs a program to its end, at most `timeoutMs`; a program that cannot run is a result, not an exception. */
export function runProgram(
  file: string,
  args: string[],
  user: ServerUser | undefined,
  timeoutMs: number,
): Promise<ProgramResult> {
  return new Promise((done) => {
    const options = { ...runAs(user), timeout: timeoutMs, killSignal: 'SIGKILL' as const };
    try {
      execFile(file, args, options, (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : null) : 0;
        done({ code, stdout, stderr: stderr || (error?.message ?? '') });
      });
    } catch (error) {
      // Some failures (a uid we may not take) are thrown and not reported.
      done({ code: null, stdout: '', stderr: error instanceof Error ? error.message : String(error) });
    }
  });
}
