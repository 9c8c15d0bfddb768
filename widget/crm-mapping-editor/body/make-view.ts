import type { CrmField } from '../../../shared/mapping.js';
import { formatNumber } from '../../internal/format.js';
import { type MappingKey, mapping as words } from '../../locales/en/mapping.js';
import type { EditorBody } from '../editor-body.js';
import type { EditorView } from '../parts/view.js';
import { phoneCountry } from '../state/phone-country.js';

const NO_FIELDS: ReadonlyMap<string, CrmField> = new Map();

/** What the parts draw from, at this moment. @param crm label of the provider. */
export function makeView(body: EditorBody, crm: string): EditorView {
  const { model, t, overlays, travel, door } = body;
  const { languageTag: tag } = body.element;
  return {
    t,
    n: (value) => formatNumber(tag, value),
    tag,
    known: (key) => (key in words ? t(key as MappingKey) : undefined),
    object: door.object,
    app: door.appName,
    crm,
    isReadOnly: !model.entry?.canEdit,
    country: phoneCountry(model.entry?.draft.rows ?? [], tag),
    crmFields: model.fields?.byName ?? NO_FIELDS,
    examples: model.preview.rows,
    set: (field, patch, mergeKey) => model.set(field, patch, mergeKey),
    openPicker: (field, anchor) => overlays.run((late) => late.openPicker(field, anchor)),
    openMenu: (kind, anchor, field = '', value = '') =>
      overlays.run((late) => late.openMenu({ kind, anchor, field, value })),
    openPanel: (name, anchor, field = '') => overlays.run((late) => late.openPanel({ name, anchor, field })),
    openValues: (openField) => {
      body.put({ openField });
      void travel.toField(openField);
    },
    toggleValues: (field) => body.put({ openField: body.ui.openField === field ? null : field }),
    goTo: (field) => void travel.toField(field),
  };
}
