import type { GetMappingResult } from '../../../shared/routes/mappings.js';
import { ApiError } from '../../api/client.js';
import { rollBack } from '../../api/mappings.js';
import type { EditorModel } from '../editor-model.js';
import type { EditorView } from './view.js';

/** Saves an earlier version of the object shown anew, or (0) what it is laid over, and shows it. */
export async function goBackTo(
  view: EditorView,
  model: EditorModel,
  version: number,
): Promise<{ saved: GetMappingResult | null; fault: string }> {
  const { client, provider, object } = model.of;
  const base_version = model.entry?.draft.version ?? 0;
  try {
    const saved = await rollBack(client, { provider, object, version, base_version });
    model.takeSaved(saved);
    return { saved, fault: '' };
  } catch (error) {
    const isOld = error instanceof ApiError && error.code === 'mapping_version_conflict';
    if (isOld) await model.reload();
    return { saved: null, fault: view.t(isOld ? 'changedMeanwhile' : 'notDone') };
  }
}
