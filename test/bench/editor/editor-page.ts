import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import type { CrmField, MappingRow } from '../../../shared/mapping.js';

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><body>
<script type="module" src="/widget/crm-mapping-editor.js"></script>
<crm-mapping-editor service-url="/api" token="et_1"></crm-mapping-editor></body></html>`;

/** A page with the editor, and a service that answers it with so many fields on both sides. */
export async function startEditorPage(widget: string, count: number): Promise<{ url: string; stop(): void }> {
  const answers = answersOf(count);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const answer = answers[`${request.method} ${pathname}`];
    if (answer) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer));
      return;
    }
    const file = join(widget, normalize(pathname.replace(/^\/widget\//, '/')));
    const isFile = pathname.startsWith('/widget/') && existsSync(file);
    response.setHeader('content-type', isFile ? 'text/javascript' : 'text/html');
    if (isFile) createReadStream(file).pipe(response);
    else response.end(pathname === '/' ? PAGE : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, stop: () => void server.close() };
}

function answersOf(count: number): Record<string, unknown> {
  const numbers = Array.from({ length: count }, (_, at) => at);
  const rows = numbers.map(
    (at): MappingRow => ({
      field: `custom.field_${at}`,
      // A notice under every fifth row: heights differ.
      crm: at % 5 === 4 ? `gone_${at}` : `other_${at}`,
      direction: 'both',
      transforms: [],
    }),
  );
  const of = { provider: 'hubspot', object: 'contact' };
  const connection = {
    provider: 'hubspot',
    status: 'active',
    account: { id: '1', name: 'Bench', url: null },
  };
  return {
    'GET /api/crm/session': { app: { name: 'Bench' }, permissions: ['map', 'view'], actor: { name: 'B' } },
    'GET /api/crm/providers': {
      data: [{ id: 'hubspot', label: 'HubSpot', objects: ['contact'], configured: true }],
      next_cursor: null,
    },
    'GET /api/crm/connections': { data: [connection], next_cursor: null },
    'GET /api/crm/fields': { ...of, app_fields: [], crm_fields: numbers.map(crmField), fetched_at: '' },
    'GET /api/crm/mappings': {
      ...{ ...of, version: 0, level: 'workspace', source: 'preset', rows, faults: [], drift: [] },
      ...{ updated_at: null, updated_by: null, can_edit: true, base: { source: 'preset', version: 0, rows } },
    },
    'GET /api/crm/mappings/examples': { examples: [], values: {} },
    'POST /api/crm/mappings/dry-run': {
      ...{ tried: 0, total: 0, next: null, records: { crm: 0, app: 0, check: 0 }, fields: [] },
    },
    'POST /api/crm/mappings/preview': { record: null, rows: [] },
  };
}

const crmField = (at: number): CrmField => ({
  name: `other_${at}`,
  label: `Other ${at}`,
  ...{ type: 'text', native_type: 'string', required: false, read_only: false, custom: false, unique: false },
  ...{ group: null, options: [], samples: [] },
});
