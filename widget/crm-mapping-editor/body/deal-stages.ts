import { readFields } from '../../api/mappings.js';
import type { EditorBody } from '../editor-body.js';
import { type StagesKnown, stagesOf } from '../state/stages.js';

/** The stages deals can be moved to: fields of another object, asked of the service when somebody looks. */
export class DealStages {
  #state: 'idle' | 'loading' | 'failed' = 'idle';

  constructor(private readonly body: EditorBody) {}

  now(): StagesKnown {
    const { drafts } = this.body.model;
    const fields = drafts.fields('deal');
    if (fields) {
      this.#state = 'idle';
      return { is: 'known', ...stagesOf(fields.crm_fields, drafts.get('deal')?.draft.rows ?? []) };
    }
    if (this.#state === 'failed') return { is: 'failed', retry: () => void this.#load() };
    if (this.#state === 'idle') void this.#load();
    return { is: 'loading' };
  }

  async #load(): Promise<void> {
    const { model, door, element } = this.body;
    const provider = model.load.value?.provider?.id;
    if (!door.api || !provider) return;
    const { api } = door;
    this.#state = 'loading';
    element.requestUpdate();
    try {
      const fields = await readFields(api, { provider, object: 'deal' });
      // Another CRM may have been chosen meanwhile.
      if (door.api === api && model.load.value?.provider?.id === provider) model.drafts.putFields(fields);
      this.#state = 'idle';
    } catch {
      this.#state = 'failed';
    }
    element.requestUpdate();
  }
}
