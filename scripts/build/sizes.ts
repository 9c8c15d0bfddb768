import { gzipSync } from 'node:zlib';
import type { OutputChunk } from 'rollup';

/** Size of what a page loads for one entry or locale: the file and every chunk it imports at once. */
export interface BundleSize {
  /** `crm-connect`, `index + later` or `locale de connect`. */
  name: string;
  rawBytes: number;
  /** gzip -9 of each file on its own, added up. */
  gzipBytes: number;
}

/**
 * Measures one build: its entries with their static imports; as `<entry> + later` with all that English adds on demand;
 * and each lazy chunk of words as `locale <language> <table>`.
 */
export function measureBundles(chunks: readonly OutputChunk[]): BundleSize[] {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const entries = chunks.filter((chunk) => chunk.isEntry);
  const words = chunks.filter((chunk) => languageOf(chunk) !== undefined && !chunk.isEntry);
  return [
    ...entries.flatMap((entry) => {
      const atOnce = collectImports(entry, byName);
      const later = chunks.filter((chunk) => !chunk.isEntry && !words.includes(chunk));
      const all = [...new Set([...atOnce, ...later])];
      const sizes = [addUp(entry.name, atOnce)];
      return all.length > atOnce.length ? [...sizes, addUp(`${entry.name} + later`, all)] : sizes;
    }),
    ...words.map((chunk) => addUp(`locale ${chunk.name.replace('-', ' ')}`, [chunk])),
  ];
}

/** A table with one line per bundle: name, raw and gzip kB. */
export function describeSizes(sizes: readonly BundleSize[]): string {
  if (sizes.length === 0) return '  no element is there yet';
  return sizes
    .map(
      ({ name, rawBytes, gzipBytes }) =>
        `  ${name.padEnd(22)} ${inKb(rawBytes)} kB raw ${inKb(gzipBytes)} kB gz`,
    )
    .join('\n');
}

/** Kilobytes of 1,000 bytes with one decimal, padded for a column. */
export function inKb(bytes: number): string {
  return (bytes / 1000).toFixed(1).padStart(7);
}

function collectImports(entry: OutputChunk, byName: Map<string, OutputChunk>): OutputChunk[] {
  const found = new Set<OutputChunk>([entry]);
  for (const chunk of found) {
    for (const name of chunk.imports) {
      const imported = byName.get(name);
      if (imported) found.add(imported);
    }
  }
  return [...found];
}

function addUp(name: string, chunks: readonly OutputChunk[]): BundleSize {
  const sum = (measure: (code: string) => number) =>
    chunks.reduce((total, { code }) => total + measure(code), 0);
  return {
    name,
    rawBytes: sum((code) => Buffer.byteLength(code)),
    gzipBytes: sum((code) => gzipSync(code, { level: 9 }).byteLength),
  };
}

/** The language of a chunk that holds nothing but that language's words. */
function languageOf(chunk: OutputChunk): string | undefined {
  const languages = chunk.moduleIds.map(
    (id) => /\/locales\/([a-z]{2,3}(?:-[A-Za-z0-9]+)*)(?:\/|\.ts$)/.exec(id)?.[1],
  );
  return new Set(languages).size === 1 ? languages[0] : undefined;
}
