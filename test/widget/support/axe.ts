import 'axe-core/axe.min.js';
import { expect } from '@open-wc/testing';

interface Axe {
  run(element: Element, options: unknown): Promise<{ violations: Violation[] }>;
}
interface Violation {
  id: string;
  help: string;
  nodes: { target: unknown; html: string; failureSummary?: string }[];
}

/** The rules whose answer another colour scheme may change. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** Which rules are looked at: all that are on by default, those of tags, or those of colours alone. */
export type Rules = 'all' | 'colours' | readonly string[];

/** Expects axe to find nothing in an element and its shadow, once nothing there moves any more. */
export async function passesAxe(element: Element, rules: Rules = 'all'): Promise<void> {
  await transitionsEnd(element);
  const { violations } = await axe().run(element, {
    ...runOnly(rules),
    // To describe all that is well takes longer than to look.
    resultTypes: ['violations'],
    // Style sheets are read for rules that are off, media for what no element has.
    preload: false,
  });
  expect(violations.flatMap(describeViolation)).to.deep.equal([]);
}

const axe = () => (window as unknown as { axe: Axe }).axe;

function runOnly(rules: Rules): object {
  if (rules === 'all') return {};
  return { runOnly: rules === 'colours' ? { type: 'rule', values: OF_COLOURS } : rules };
}

function describeViolation({ id, help, nodes }: Violation): string[] {
  return nodes.map(
    ({ target, html, failureSummary }) => `${id} (${help}): ${target} ${html} ${failureSummary}`,
  );
}

/** Colours in between two schemes are nobody's choice. What turns for ever is not waited for. */
async function transitionsEnd(element: Element): Promise<void> {
  const moving = element.shadowRoot?.getAnimations() ?? [];
  const ending = moving.filter(({ effect }) => effect?.getTiming().iterations !== Number.POSITIVE_INFINITY);
  // What is cancelled moves no more either.
  await Promise.allSettled(ending.map(({ finished }) => finished));
}
