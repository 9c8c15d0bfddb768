import type { MappingRow } from '../../shared/mapping.js';
import type { FieldValue } from '../../shared/records.js';
import type { EditorModel } from './editor-model.js';
import { isWhole } from './state/conversions.js';
import type { RowView } from './state/row-views.js';

/** As custom fields, which take any value there is under way. */
const fieldAfter = (at: number): string => `custom.after_step_${at + 1}`;

/**
 * What a real value is after each step of a row on its way in: with the rows of the mapping, the row is tried once for
 * each step, with the chain cut after it. Sensitive values are not asked for, nor those of a row that only writes.
 */
export class ChainPreview {
  #row: MappingRow | null = null;
  #count = 0;

  constructor(private readonly model: EditorModel) {}

  /** Asks again once the row is another one. */
  follow({ row, app }: RowView): void {
    if (row === this.#row) return;
    const isFirst = !this.#row;
    this.#row = row;
    const cut = app?.sensitive || row.direction === 'to_crm' ? [] : cutRows(row);
    this.#count = cut.length;
    this.model.alsoTried = cut;
    // An edit asks by itself.
    if (isFirst && cut.length) this.model.preview.plan(0);
  }

  /** Undefined while it is not known, or where the step gives none but a fault. */
  after(at: number): FieldValue | undefined {
    const tried = at < this.#count ? this.model.preview.rows.get(fieldAfter(at)) : undefined;
    return tried && !tried.error ? tried.value : undefined;
  }

  stop(): void {
    this.model.alsoTried = [];
  }
}

/** A row for each step, up to the first that lacks a setting. */
function cutRows({ crm, transforms, picklist }: MappingRow): MappingRow[] {
  const firstBroken = transforms.findIndex((step) => !isWhole(step));
  const whole = firstBroken < 0 ? transforms : transforms.slice(0, firstBroken);
  return whole.map((_, at) => ({
    field: fieldAfter(at),
    crm,
    direction: 'from_crm',
    transforms: transforms.slice(0, at + 1),
    ...(picklist && { picklist }),
  }));
}
