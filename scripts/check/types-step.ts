import { listTypeScript, ROOT, runPackageProgram } from '../project.js';
import type { CheckStep } from './step.js';

const AREAS = ['shared', 'service', 'widget', 'demo', 'scripts', 'test', 'test/widget'];

/** Type-checks every area under its own settings; an area without sources is left out. */
export const typesStep: CheckStep = {
  name: 'types',
  title: 'every area type-checks under its own settings',
  async run() {
    const areas = AREAS.filter((area) => listTypeScript(ROOT, area).some((path) => isOwnFile(area, path)));
    const ends = await Promise.allSettled(
      areas.map((area) => runPackageProgram('typescript', 'bin/tsc', ['-p', area, '--pretty', 'false'])),
    );
    const failures = ends.flatMap((end) =>
      end.status === 'rejected' ? [(end.reason as Error).message] : [],
    );
    if (failures.length > 0) throw new Error(withoutRepeats(failures.join('\n')));
    return '';
  },
};

/** The element tests lie inside test/ but are an area of their own. */
function isOwnFile(area: string, path: string): boolean {
  return area !== 'test' || !path.startsWith('test/widget/');
}

/** A fault in shared/ is found once by each area that imports it. */
function withoutRepeats(text: string): string {
  return [...new Set(text.split(/\n(?=\S)/))].join('\n');
}
