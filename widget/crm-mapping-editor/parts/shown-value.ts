import type { FieldValue, ObjectName } from '../../../shared/records.js';
import type { EditorBody } from '../editor-body.js';
import { alternatesOf } from '../state/alternates.js';
import { findRow } from '../state/edits.js';
import { type EditorView, maskText, valueText } from './view.js';

/** A value of one field as people read it: choices by their label, what is sensitive masked; empty for none. */
export type ShowValue = (field: string, side: 'crm' | 'app', value: FieldValue) => string;

/** @param object of the fields; those of another one than is shown may not be known, and keep their values. */
export function valueShower(view: EditorView, body: EditorBody, object: ObjectName): ShowValue {
  const fields = body.model.drafts.fields(object);
  const rows = body.model.drafts.get(object)?.draft.rows ?? [];
  return (name, side, value) => {
    const app = fields?.app_fields.find((field) => field.name === name);
    const crm = fields?.byName.get(alternatesOf(findRow(rows, name)?.crm ?? null)[0] ?? '');
    const option = side === 'crm' ? crm?.options.find((each) => each.value === value) : undefined;
    const words = option?.label ?? valueText(view, value);
    return app?.sensitive ? maskText(words) : words;
  };
}
