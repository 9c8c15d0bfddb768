import { runPackageProgram } from '../project.js';
import type { CheckStep } from './step.js';

/** Biome's lint rules and formatting over the whole tree; warnings are left to the editor. */
export const lintStep: CheckStep = {
  name: 'lint',
  title: 'lint rules and formatting hold',
  async run() {
    const args = ['check', '--diagnostic-level=error', '--max-diagnostics=50', '--colors=off', '.'];
    await runPackageProgram('@biomejs/biome', 'bin/biome', args);
    return '';
  },
};
