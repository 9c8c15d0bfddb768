/** Prints a step that is done, with the time since the start. */
export type Progress = (step: string, detail?: string) => void;

/** Lines as ` 1.2 s  Elements      unchanged`. */
export function printProgress(startedAt = performance.now()): Progress {
  return (step, detail = '') => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${seconds.padStart(6)} s  ${step.padEnd(14)} ${detail}`.trimEnd());
  };
}
