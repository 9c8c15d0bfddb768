import type { Metafile } from 'esbuild';

type Inputs = Metafile['inputs'];

/**
 * Test files in the order in which they are begun, so that none is left running alone at the end: those that start
 * processes of their own, then those with most test code behind them.
 *
 * @param inputs what esbuild found out about every source; without them the order stays.
 */
export function longestFirst(files: readonly string[], inputs: Inputs | undefined): string[] {
  if (!inputs) return [...files];
  const weights = new Map(files.map((file) => [file, weigh(file, inputs)]));
  return [...files].sort((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0));
}

/** More than any file's own code. */
const PROCESSES = 1_000_000;

function weigh(file: string, inputs: Inputs): number {
  const parts = [...findParts(file, inputs)].filter((path) => path.startsWith('test/'));
  const startsProcesses = parts.some((path) =>
    inputs[path]?.imports.some((one) => one.path === 'node:child_process'),
  );
  const bytes = parts.reduce((sum, path) => sum + (inputs[path]?.bytes ?? 0), 0);
  return bytes + (startsProcesses ? PROCESSES : 0);
}

/** The modules that a file consists of, itself among them. */
function findParts(file: string, inputs: Inputs): Set<string> {
  const found = new Set([file]);
  // A set is walked to its end even while it grows.
  for (const path of found)
    for (const part of inputs[path]?.imports ?? []) if (!part.external) found.add(part.path);
  return found;
}
