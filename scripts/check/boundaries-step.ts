import { describeViolation, findViolations } from '../boundaries/find-violations.js';
import { ROOT } from '../project.js';
import type { CheckStep } from './step.js';

/** Who imports whom, who reads the environment: the rules in scripts/boundaries/rules.ts. */
export const boundariesStep: CheckStep = {
  name: 'boundaries',
  title: 'no file crosses a boundary',
  async run() {
    const violations = findViolations(ROOT);
    if (violations.length > 0) throw new Error(violations.map(describeViolation).join('\n'));
    return '';
  },
};
