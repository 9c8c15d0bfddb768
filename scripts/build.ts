import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildService } from './build/service.js';
import { describeSizes } from './build/sizes.js';
import { buildWidget } from './build/widget.js';
import { ROOT } from './project.js';

export { type BuildWidgetOptions, buildWidget, type WidgetBuild } from './build/widget.js';

/** `npm run build`: the service to dist/service and dist/shared, the elements to dist/widget. */
async function main(): Promise<void> {
  const startedAt = performance.now();
  const files = await buildService();
  console.log(`Service: ${files} files in dist/service and dist/shared`);
  const widget = await buildWidget();
  console.log(`Elements: dist/widget${widget.isCached ? ' (unchanged)' : ''}`);
  console.log(describeSizes(widget.sizes));
  // scripts/start.mjs compares its age with the sources'.
  await writeFile(join(ROOT, 'dist/.built'), '');
  console.log(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
