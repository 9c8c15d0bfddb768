import { type BundleSize, inKb } from '../build/sizes.js';
import { buildWidget } from '../build.js';
import type { CheckStep } from './step.js';

/**
 * The most a page may load, in kB of gzip -9: about 3 % above what was reached. One bare Lit element is 5.8; with service
 * client, session, language, tokens, buttons, loading and words, which every element has, 10.1. Raise one only with a
 * reason in the change.
 */
const GATES: Record<string, number> = {
  // Lit and the context's provider; a service client for all elements inside.
  'crm-workspace': 8.1,
  // Following the events of the workspace (1.5), which an element does by itself where it has no workspace.
  'crm-workspace + later': 9.7,
  // The list; what answers a click comes after it.
  'crm-connect': 17.3,
  // Sign-in window, forms, menu, disconnecting.
  'crm-connect + later': 28.7,
  // Fifteen states with their words, sending, polling; a button that came in two parts would wait in every table row.
  'crm-push-button': 17.1,
  'crm-push-button + later': 18.7,
  // Twelve states with their words, bars, table, progress; reading states takes most.
  'crm-sync-status': 26.1,
  // What a press asks before it acts, and the lists it opens: what happened, and each run of it.
  'crm-sync-status + later': 35.3,
  // Tabs and skeleton; rows, pickers and menus come after them, and each panel when it is first opened.
  'crm-mapping-editor': 12.5,
  'crm-mapping-editor + later': 90,
  // Workspace, list, button and status (35), and the editor's first part; Lit and base once.
  index: 38.5,
  'index + later': 128,
  // Words compress to about a third; each element's are one chunk, what it asks and lists after a press included.
  'locale it connect': 2.6,
  // Every conversion with its settings and choices, rules, values and stages in plain sentences.
  'locale it mapping': 8.5,
  'locale it push': 1,
  'locale it status': 3.5,
};
/** For a language without a gate of its own. */
const LOCALE_GATE = 2.7;
const KB = 1000;

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
  const gate = GATES[name] ?? (name.startsWith('locale ') ? LOCALE_GATE : undefined);
  return gate && gate * KB;
}

function isOver({ gzipBytes, gate }: Row): boolean {
  return gate !== undefined && gzipBytes > gate;
}

function describeRow(row: Row): string {
  const limit = row.gate === undefined ? 'no gate' : `of ${inKb(row.gate)}${isOver(row) ? '  OVER' : ''}`;
  return `  ${row.name.padEnd(22)} ${inKb(row.gzipBytes)} ${limit}`;
}
