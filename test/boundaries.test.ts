import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { describeViolation, findViolations, type Violation } from '../scripts/boundaries/find-violations.js';
import { readImports } from '../scripts/boundaries/read-imports.js';
import { IMPORT_RULES, TEXT_RULES } from '../scripts/boundaries/rules.js';
import { listTypeScript, ROOT } from '../scripts/project.js';

/** A file that breaks each rule: what it holds, and the rule that must name it. */
const BROKEN: Record<string, [file: string, text: string]> = {
  'shared stands alone': ['shared/a.ts', `import { readFile } from 'node:fs/promises';`],
  'widget imports shared and Lit only': [
    'widget/crm-x/crm-x.ts',
    `import { a } from '../../service/errors.js';`,
  ],
  'sandbox CRMs stand alone': [
    'demo/sandbox/zoho/server.ts',
    `import type { A } from '../../../shared/records.js';`,
  ],
  'demo uses the outside only': ['demo/run.ts', `await import('../service/app.js');`],
  'a connector imports its own folder and the contract only': [
    'service/connectors/zoho/index.ts',
    `import { a } from '../hubspot/client.js';`,
  ],
  'the connector contract rests on shared': [
    'service/connectors/registry.ts',
    `export { a } from '../store/store.js';`,
  ],
  'mapping and conflicts are pure': ['service/conflicts/decide.ts', `import * as fs from 'node:fs';`],
  'store imports shared and errors only': ['service/store/store.ts', `import '../sync/run-sync.js';`],
  'vault rests on shared': ['service/vault/keyring.ts', `import { a } from '../store/store.js';`],
  'observe rests on store': ['service/observe/metrics.ts', `import { a } from '../sync/run-sync.js';`],
  'tenancy rests on store': ['service/tenancy/keys.ts', `import { a } from '../oauth/flow.js';`],
  'quota rests on store and the contract': [
    'service/quota/lease-tokens.ts',
    `import { a } from '../sync/run-sync.js';`,
  ],
  'drift rests on mapping and store': ['service/drift/guard.ts', `import { a } from '../sync/run-sync.js';`],
  'fields joins the mapping with the store only': [
    'service/fields/load.ts',
    `import { a } from '../oauth/open-session.js';`,
  ],
  'outbound imports what stands below it only': [
    'service/outbound/outbox.ts',
    `import { a } from '../connectors/zoho/index.js';`,
  ],
  'sync imports steps 2 to 6 only': [
    'service/sync/run-sync.ts',
    `import { a } from '../intake/schedules/poll.js';`,
  ],
  'net stands alone': ['service/net/resolve.ts', `import { a } from '../log.js';`],
  'events rests on store': ['service/events/deliver.ts', `import { a } from '../sync/run-sync.js';`],
  'intake imports sync, outbound, events, store and the contract only': [
    'service/intake/webhooks/receive.ts',
    `import { a } from '../../http/routes/health.js';`,
  ],
  'oauth imports store and the contract only': [
    'service/oauth/flow.ts',
    `import { a } from '../sync/run-sync.js';`,
  ],
  'mappings imports what saving needs only': [
    'service/mappings/save-mapping.ts',
    `import { a } from '../outbound/enqueue-push.js';`,
  ],
  'http imports what it answers for': [
    'service/http/router.ts',
    `import { a } from '../connectors/zoho/index.js';`,
  ],
  'index.ts and app.ts join the service': ['service/app.ts', `import { a } from '../test/factories.js';`],
  'nobody imports http': ['service/scope.ts', `import { a } from './http/endpoint.js';`],
  'scripts rest on service and shared': ['scripts/tool.ts', `import { a } from '../demo/run.js';`],
  'only env.ts reads the environment': ['service/store/embedded/port.ts', `const port = process.env.PORT;`],
  'no path of one machine': ['README.md', ''],
};

describe('the boundaries of the tree', () => {
  it('are crossed by no file', () => {
    assert.ok(listTypeScript(ROOT).includes('shared/records.ts'), 'the tree was read');
    assert.deepEqual(findViolations(ROOT).map(describeViolation), []);
  });

  describe('in a tree that breaks each rule once', () => {
    let parent = '';
    let violations: Violation[] = [];

    before(async () => {
      parent = await mkdtemp(join(tmpdir(), 'crm-boundaries-'));
      const root = join(parent, 'checkout');
      const files: Record<string, [string, string]> = {
        ...BROKEN,
        'no path of one machine': ['README.md', `See ${parent}/elsewhere/notes.md`],
      };
      for (const [file, text] of Object.values(files)) {
        await mkdir(dirname(join(root, file)), { recursive: true });
        await writeFile(join(root, file), `${text}\n`);
      }
      // What is allowed, or only looks like an import, must not be reported.
      await writeFile(join(root, 'service/env.ts'), `export const port = process.env['PORT'];\n`);
      await writeFile(
        join(root, 'widget/ok.ts'),
        `import { html } from 'lit';\nimport type { A } from '../shared/a.js';\n// import '../service/app.js'\nexport const text = "from '../service/app.js'";\n`,
      );
      violations = findViolations(root);
    });

    after(() => rm(parent, { recursive: true, force: true }));

    for (const rule of [...IMPORT_RULES, ...TEXT_RULES, { name: 'no path of one machine' }]) {
      it(`reports "${rule.name}" with the file and what to do instead`, () => {
        const [file] = BROKEN[rule.name] ?? [];
        assert.ok(file, 'every rule has a file that breaks it');
        const found = violations.filter((violation) => violation.rule === rule.name);
        assert.deepEqual(
          found.map((violation) => violation.file),
          [file],
        );
        assert.match(
          describeViolation(found[0]!),
          new RegExp(`${basename(file)}: "${rule.name}" is broken by .+\\. [A-Z]`),
        );
      });
    }

    it('reports nothing else', () => {
      assert.equal(
        violations.length,
        Object.keys(BROKEN).length,
        violations.map(describeViolation).join('\n'),
      );
    });
  });
});

describe('reading imports', () => {
  it('sees static, re-exported, type-only, bare and dynamic imports over several lines', () => {
    const source = `
      import fs, {
        type Stats,
      } from 'node:fs';
      import './styles.js';
      export * from "../shared/records.js";
      export type { A } from './a.js';
      const it = () => import('./locales/it.js');
      type B = typeof import('./b.js');
      import { html } from 'lit/static-html.js';
      import { consume } from '@lit/context/decorators.js';`;
    assert.deepEqual(
      readImports('widget/index.ts', source).map(({ target, isTypeOnly }) =>
        isTypeOnly ? `type ${target}` : target,
      ),
      [
        'node:fs',
        'widget/styles.ts',
        'shared/records.ts',
        'type widget/a.ts',
        'widget/locales/it.ts',
        'widget/b.ts',
        'npm:lit',
        'npm:@lit/context',
      ],
    );
  });

  it('passes over imports inside comments, strings and templates', () => {
    const source =
      "/* import './a.js' */ const x = \"import './b.js'\"; const y = `import './c.js'`; // import './d.js'";
    assert.deepEqual(readImports('widget/index.ts', source), []);
  });
});
