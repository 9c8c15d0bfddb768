import type { CrmField } from '../../../shared/mapping.js';
import type { AppField } from '../../../shared/records.js';
import { formatNumber } from '../../internal/format.js';
import { type MappingKey, mapping as words } from '../../locales/en/mapping.js';
import type { EditorBody } from '../editor-body.js';
import type { EditorView, TableName } from '../parts/view.js';
import { phoneCountry } from '../state/phone-country.js';

const NO_FIELDS: ReadonlyMap<string, CrmField> = new Map();
const NO_APP_FIELDS: ReadonlyMap<string, AppField> = new Map();

/** What the parts draw from, at this moment. @param crm label of the provider. */
export function makeView(body: EditorBody, crm: string): EditorView {
  const { model, t, overlays, travel, door } = body;
  const { languageTag: tag } = body.element;
  let suggestions: EditorView['suggestions'] | undefined;
  const view: EditorView = {
    t,
    n: (value) => formatNumber(tag, value),
    tag,
    known: (key) => (key in words ? t(key as MappingKey) : undefined),
    object: door.object,
    app: door.appName,
    crm,
    isReadOnly: !model.entry?.canEdit,
    country: phoneCountry(model.entry?.draft.rows ?? [], tag),
    appFields: model.fields?.app_fields ?? [],
    crmFields: model.fields?.byName ?? NO_FIELDS,
    rows: model.entry?.draft.rows ?? [],
    goneLabels: new Map(model.entry?.mapping.drift.map(({ crm, label }) => [crm, label])),
    appByName: model.fields?.appByName ?? NO_APP_FIELDS,
    ownValues: model.examples.values,
    baseSource: model.entry?.mapping.base?.source ?? null,
    get suggestions() {
      // Every row asks.
      suggestions ??= body.suggestions.of(view);
      return suggestions;
    },
    examples: model.preview.rows,
    set: (field, patch, mergeKey) => model.set(field, patch, mergeKey),
    removeRow: (field) => model.edit({ do: 'remove', field }),
    openPicker: (field, anchor) => overlays.run((late) => late.openPicker(field, anchor)),
    openMenu: (kind, anchor, field = '') => overlays.run((late) => late.openMenu({ kind, anchor, field })),
    openPanel: (name, anchor, field = '', crm = '') =>
      overlays.run((late) => late.openPanel({ name, anchor, field, crm })),
    openChoice: (anchor, field, choice) =>
      overlays.run((late) => late.openPanel({ name: 'choice', anchor, field, choice })),
    tables: body.tables.now,
    openValues: (field) => openTable(body, field, 'values'),
    openStages: (field) => openTable(body, field, 'stages'),
    toggleTable: (field, table) => {
      const isOpen = body.ui.openField === field && body.ui.openTable === table;
      if (isOpen) body.put({ openField: null });
      else showTable(body, field, table);
    },
    dealStages: () => body.dealStages.now(),
    say: (said) => body.put({ said }),
    redraw: () => body.element.requestUpdate(),
    goTo: (field) => void travel.toField(field),
    accept: (field) => body.suggestions.accept(view, field),
  };
  return view;
}

function showTable(body: EditorBody, openField: string, openTable: TableName): void {
  body.tables.load();
  body.put({ openField, openTable });
}

function openTable(body: EditorBody, field: string, table: TableName): void {
  showTable(body, field, table);
  void body.travel.toField(field);
}
