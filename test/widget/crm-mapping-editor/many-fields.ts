import type { CrmMappingEditor } from '../../../widget/crm-mapping-editor/crm-mapping-editor.js';
import { crmField, type FakeService, ok, row } from './service.js';

/** Most rows and options that may be drawn in a window of 900 px, however many there are. */
export const MOST_ROWS = 40;
export const MOST_OPTIONS = 40;

/**
 * A service with that many fields on both sides, each of ours matched with its twin.
 *
 * @param clash whether every fifth row has a problem, which unfolds under it.
 */
export function offerFields(service: FakeService, count: number, { clash = false } = {}): void {
  const numbers = Array.from({ length: count }, (_, at) => at);
  service.crmFields.contact = numbers.map((at) =>
    crmField(`other_${at}`, `Other ${at}`, 'text', { samples: [`Value ${at}`] }),
  );
  service.mapping('contact').rows = numbers.map((at) =>
    row(`custom.field_${at}`, clash && at % 5 === 0 ? `gone_${at}` : `other_${at}`),
  );
  service.on('GET /crm/fields', () => ok({ app_fields: [], crm_fields: service.crmFields.contact }));
}

export interface Drawn {
  /** How often a row of the grid was made since `start`. */
  rows: number;
  /** How often the picker was drawn. */
  pickers: number;
  start(): void;
}

/** Counts what is drawn from outside: each row asks once for the words of its CRM field, the picker for those of its search. */
export async function countDrawn(editor: CrmMappingEditor): Promise<Drawn> {
  const drawn: Drawn = {
    rows: 0,
    pickers: 0,
    start: () => {
      drawn.rows = drawn.pickers = 0;
    },
  };
  editor.messages = new Proxy(
    {},
    {
      get(_, key) {
        if (key === 'mapping.crmFieldOf') drawn.rows++;
        if (key === 'mapping.search') drawn.pickers++;
        return undefined;
      },
    },
  );
  await editor.updateComplete;
  return drawn;
}
