import { readFile } from 'node:fs/promises';

/** The last thing a service's log says went wrong, as text for one line; undefined when it says nothing. */
export async function readReason(logFile: string): Promise<string | undefined> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const reason = lines.map(readJson).findLast((line) => line !== undefined) ?? lastWords(lines);
  return reason?.replace(/^The service cannot start: /, '');
}

/** Message of a log line of level error or worse. */
function readJson(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: number;
      msg?: string;
      err?: { message?: string };
    };
    if (typeof level !== 'number' || level < 50) return undefined;
    return err?.message ?? msg;
  } catch {
    return undefined;
  }
}

/** The end of what was printed as plain text: the message of an error, without its stack. */
function lastWords(lines: string[]): string | undefined {
  const plain = lines.filter((line) => !line.startsWith('{'));
  const message = plain.findLast((line) => /^\w*Error\b.*: /.test(line));
  if (message) return message;
  const words = plain.filter((line) => !/^\s+at |^node:|^Node\.js v/.test(line)).map((line) => line.trim());
  return words.length > 0 ? words.slice(-6).join('; ').replace(/:;/g, ':') : undefined;
}
