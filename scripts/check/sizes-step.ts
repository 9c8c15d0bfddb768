import { type BundleSize, inKb } from '../build/sizes.js';
import { buildWidget } from '../build.js';
import type { CheckStep } from './step.js';

const KB = 1000;
/** The most a page may load, gzip -9, shared chunks included. Raise one only with a reason in the change. */
const GATES = { 'crm-connect': 16 * KB, 'crm-push-button': 11 * KB, index: 32 * KB };
const LOCALE_GATE = 2.5 * KB;

/** Builds the elements and compares each bundle with its gate. */
export const sizesStep: CheckStep = {
  name: 'sizes',
  title: 'the element bundles stay under their gates',
  async run() {
    const { sizes } = await buildWidget();
    return compareWithGates(sizes);
  },
};

/**
 * A table of bundles and gates; a gate whose bundle is missing is named as skipped.
 *
 * @throws Error with the same table when a bundle is over its gate.
 */
export function compareWithGates(sizes: readonly BundleSize[]): string {
  const missing = Object.keys(GATES).filter((name) => !sizes.some((size) => size.name === name));
  const rows = sizes.map(({ name, gzipBytes }) => ({ name, gzipBytes, gate: gateOf(name) }));
  const table = [
    ...rows.map(describeRow),
    ...missing.map((name) => `  ${name.padEnd(22)} skipped: not built yet`),
  ].join('\n');
  if (rows.some(isOver)) throw new Error(`A bundle is over its gate (gzip kB):\n${table}`);
  return table;
}

interface Row {
  name: string;
  gzipBytes: number;
  gate: number | undefined;
}

function gateOf(name: string): number | undefined {
  return name.startsWith('locale ') ? LOCALE_GATE : (GATES as Record<string, number>)[name];
}

function isOver({ gzipBytes, gate }: Row): boolean {
  return gate !== undefined && gzipBytes > gate;
}

function describeRow(row: Row): string {
  const limit = row.gate === undefined ? 'no gate' : `of ${inKb(row.gate)}${isOver(row) ? '  OVER' : ''}`;
  return `  ${row.name.padEnd(22)} ${inKb(row.gzipBytes)} ${limit}`;
}
