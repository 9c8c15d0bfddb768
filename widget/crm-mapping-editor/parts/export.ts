import { exportMappings } from '../../api/mappings.js';
import type { EditorBody } from '../editor-body.js';
import { mappingFileName } from '../state/mapping-file.js';
import type { EditorView } from './view.js';

/** Hands every mapping of the provider to the person as a file. */
export async function exportToFile(view: EditorView, body: EditorBody): Promise<void> {
  const { client, provider } = body.model.of;
  const document = await exportMappings(client, provider).catch(() => null);
  if (!document) {
    body.watch.tell('bad', view.t('exportFailed'));
    return;
  }
  const name = mappingFileName(document);
  const file = new Blob([`${JSON.stringify(document, null, 2)}\n`], { type: 'application/json' });
  const url = URL.createObjectURL(file);
  const link = Object.assign(globalThis.document.createElement('a'), { href: url, download: name });
  link.click();
  // Browsers read it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  body.watch.tell('good', view.t('exported', { name }));
}
