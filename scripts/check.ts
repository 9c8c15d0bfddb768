import { pathToFileURL } from 'node:url';
import { boundariesStep } from './check/boundaries-step.js';
import { lintStep } from './check/lint-step.js';
import { sizesStep } from './check/sizes-step.js';
import type { CheckStep } from './check/step.js';
import { typesStep } from './check/types-step.js';

/** The steps of `npm run check`, in the order they run. */
export function checkSteps(): CheckStep[] {
  return [typesStep, lintStep, boundariesStep, sizesStep];
}

/** Runs one step; `error` is what it printed when it failed, `report` what it has to show when it passed. */
export async function runStep(
  step: CheckStep,
): Promise<{ error?: string; report?: string; durationMs: number }> {
  const startedAt = performance.now();
  try {
    const report = await step.run();
    return { report, durationMs: performance.now() - startedAt };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { error: text, durationMs: performance.now() - startedAt };
  }
}

async function main(): Promise<void> {
  for (const step of checkSteps()) {
    const { error, report, durationMs } = await runStep(step);
    const verdict = error === undefined ? 'ok' : 'FAIL';
    console.log(
      `${verdict.padEnd(4)} ${(durationMs / 1000).toFixed(1).padStart(5)} s  ${step.name}: ${step.title}`,
    );
    if (error !== undefined || report) console.log(error ?? report);
    if (error !== undefined) process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
