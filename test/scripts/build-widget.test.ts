import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildWidget, type WidgetBuild } from '../../scripts/build.js';
import { compareWithGates } from '../../scripts/check/sizes-step.js';
import { ROOT } from '../../scripts/project.js';

const element = (tag: string, name: string) => `
  import { css, html, LitElement } from 'lit';
  import { gap, shared } from '../internal/styles.js';
  import { customElement, property } from 'lit/decorators.js';
  import { loadWords } from '../locales/load.js';
  @customElement('${tag}')
  export class ${name} extends LitElement {
    @property() label = 'label of ${tag}';
    static override styles = css\`
      :host { color: light-dark(#ffffff, #000000); }
      \${shared}
      button { padding: \${gap} 1px; margin: 0px; }
    \`;
    override render() {
      return html\`
        <div class="box" part="a b">
          <button
            class="btn"
            @click=\${() => loadWords()}
          >
            \${this.label}
          </button>
          <p>Two <b>words</b>
            <i>apart</i></p>
        </div>
      \`;
    }
    behind() { return this.label.trim(); }
  }`;

const SOURCES: Record<string, string> = {
  'crm-one/crm-one.ts': element('crm-one', 'One'),
  'crm-two/crm-two.ts': element('crm-two', 'Two'),
  'crm-two/define.ts': `import './crm-two.js';`,
  'internal/styles.ts': `import { css } from 'lit';
    export const shared = css\`\n  b {\n    margin: 0 auto;\n  }\n\`;
    export const gap = css\`4px\`;`,
  'internal/helper.ts': `export const helper = 1;`,
  'locales/load.ts': `export const loadWords = () => import('./it/words.js');`,
  'locales/it/words.ts': `export const words = { add: 'Aggiungi una nuova connessione' };`,
  'index.ts': `export * from './crm-one/crm-one.js';\nimport './crm-two/define.js';`,
};

describe('buildWidget', () => {
  let folder = '';
  let build: WidgetBuild;
  const options = () => ({ sources: join(folder, 'widget'), outDir: join(folder, 'out') });

  before(async () => {
    await mkdir(join(ROOT, 'dist'), { recursive: true });
    // Below the root, so that the elements find Lit.
    folder = await mkdtemp(join(ROOT, 'dist/test-build-'));
    for (const [path, text] of Object.entries(SOURCES)) await write(path, text);
    build = await buildWidget(options());
  });

  after(() => rm(folder, { recursive: true, force: true }));

  async function write(path: string, text: string): Promise<void> {
    const file = join(folder, 'widget', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }

  const readOutput = (path: string) => readFile(join(folder, 'out', path), 'utf8');

  it('writes one entry per element, one for all, and source maps', async () => {
    const entries = build.files.filter((file) => !file.includes('/') && file.endsWith('.js'));
    assert.deepEqual(entries, ['crm-one.js', 'crm-two.js', 'index.js']);
    for (const file of build.files) assert.ok((await stat(join(folder, 'out', file))).size > 0);
    assert.ok(build.files.includes('index.js.map'));
  });

  it('leaves no import that a page could not answer', async () => {
    for (const file of build.files.filter((path) => path.endsWith('.js'))) {
      const code = await readOutput(file);
      const imported = [...code.matchAll(/(?:from|import)\s*\(?["']([^"']+)["']/g)].map((match) => match[1]!);
      assert.deepEqual(
        imported.filter((path) => !path.startsWith('.')),
        [],
        file,
      );
    }
  });

  it('gives each element a file of its own that is all a page loads for it', async () => {
    const [one, two] = [await readOutput('crm-one.js'), await readOutput('crm-two.js')];
    assert.match(one, /label of crm-one/);
    assert.doesNotMatch(one, /label of crm-two/);
    assert.doesNotMatch(two, /(?:from|import)\s*"/);
    assert.match(two, /^\/\*! Contains Lit/);
    const size = build.sizes.find(({ name }) => name === 'crm-one');
    assert.equal(size?.rawBytes, Buffer.byteLength(one));
  });

  it('minifies styles and templates, and leaves the space between words', async () => {
    const one = await readOutput('crm-one.js');
    assert.match(
      one,
      /:host\{color:light-dark\(#ffffff,#000000\)\}\$\{\w+\}button\{padding:\$\{\w+\} 1px;margin:0\}/,
    );
    assert.match(one, /`b\{margin:0 auto\}`/);
    const body = '<p>Two <b>words</b> <i>apart</i></p></div>`';
    assert.ok(one.includes(body), one.slice(one.indexOf('<p>'), one.indexOf('<p>') + 200));
    assert.match(
      one,
      /`<div class=box part="a b"><button class=btn @click=\$\{[^}]+\}>\$\{this\.label\}<\/button>/,
    );
  });

  it('keeps source maps right behind templates that lost lines', async () => {
    const map = JSON.parse(await readOutput('crm-one.js.map')) as {
      sources: string[];
      sourcesContent: string[];
    };
    const index = map.sources.findIndex((source) => source.endsWith('crm-one.ts'));
    const tracer = new SourceMap(JSON.parse(await readOutput('crm-one.js.map')));
    const code = (await readOutput('crm-one.js')).split('\n');
    const line = code.findIndex((text) => text.includes('this.label.trim'));
    const { originalLine } = tracer.findEntry(line, code[line]!.indexOf('this.label.trim')) as {
      originalLine: number;
    };
    assert.match(map.sourcesContent[index]!.split('\n')[originalLine]!, /this\.label\.trim/);
  });

  it('keeps another language out of what loads at once', async () => {
    assert.doesNotMatch(await readOutput('index.js'), /Aggiungi/);
    const locale = build.sizes.find(({ name }) => name === 'locale it words');
    assert.ok(locale && locale.gzipBytes > 0 && locale.gzipBytes < 500);
  });

  it('returns at once when nothing changed, and builds again when a source did', async () => {
    const again = await buildWidget(options());
    assert.deepEqual(again, { ...build, isCached: true });
    await write('crm-one/crm-one.ts', SOURCES['crm-one/crm-one.ts']!.replace('label of', 'other label of'));
    const changed = await buildWidget({ ...options(), minify: false });
    assert.equal(changed.isCached, false);
    assert.match(await readOutput('index.js'), /other label of crm-one/);
  });

  it('fails with the file and the name of an import that is not there, and keeps the last bundle', async () => {
    await write(
      'crm-two/crm-two.ts',
      `import { missing } from '../internal/helper.js';\nconsole.log(missing);`,
    );
    await assert.rejects(
      buildWidget({ ...options(), minify: false }),
      /"missing" is not exported by .*helper\.ts/s,
    );
    assert.match(await readOutput('index.js'), /other label of crm-one/);
  });

  it('gives nothing, without failing, while no element is written', async () => {
    await mkdir(join(folder, 'empty'), { recursive: true });
    const empty = await buildWidget({ sources: join(folder, 'empty'), outDir: join(folder, 'out-empty') });
    assert.deepEqual(empty.sizes, []);
  });
});

describe('the size gates', () => {
  const size = (name: string, gzipBytes: number) => ({ name, gzipBytes, rawBytes: gzipBytes * 3 });

  it('pass bundles at their gate and name the gates whose bundle is missing', () => {
    const table = compareWithGates([size('crm-connect', 17_100), size('locale de push', 2_700)]);
    assert.match(table, /crm-push-button\s+skipped/);
    assert.match(table, /index\s+skipped/);
  });

  it('fail with the whole table when one bundle is over', () => {
    const sizes = [size('crm-connect', 12_000), size('index', 90_001), size('locale it push', 900)];
    assert.throws(() => compareWithGates(sizes), /crm-connect.*index\s+90\.0 of\s+[\d.]+\s+OVER/s);
    assert.throws(() => compareWithGates([size('locale de push', 2_701)]), /OVER/);
  });
});
