import type { CrmField, MappingBase, PreviewRow } from '../../../shared/mapping.js';
import type { AppField, FieldValue, ObjectName } from '../../../shared/records.js';
import type { MappingKey } from '../../locales/en/mapping.js';
import type { MessageParams } from '../../locales/messages.js';
import type { PanelName } from '../panels.js';
import { alternatesOf } from '../state/alternates.js';
import { appLabel } from '../state/app-label.js';
import type { RowPatch, Rows } from '../state/edits.js';
import type { Named } from '../state/iso-names.js';
import type { RowView } from '../state/row-views.js';
import type { StagesKnown } from '../state/stages.js';
import type { Suggestion } from '../state/suggest.js';
import type { Tables } from './tables.js';

export type MenuKind = 'filter' | 'bar' | 'provider' | 'direction' | 'row';
/** A table that may be open under a row. */
export type TableName = 'values' | 'stages';

/** One of several values to choose. */
export interface ChoiceOf {
  label: string;
  options: readonly Named[];
  chosen: string;
  /** Words for choosing none; left out: one has to be. */
  none?: string;
  choose(value: string): void;
}

/** What the parts draw from, and how they ask for something to happen. */
export interface EditorView {
  t(key: MappingKey, params?: MessageParams): string;
  /** Number as this language writes it. */
  n(value: number): string;
  tag: string;
  /** The words known to the message table, or undefined. */
  known(key: string): string | undefined;
  object: ObjectName;
  /** Labels of the two sides. */
  app: string;
  crm: string;
  isReadOnly: boolean;
  /** ISO alpha-2: where phone numbers without a prefix are from. */
  country: string;
  appFields: readonly AppField[];
  crmFields: ReadonlyMap<string, CrmField>;
  /** Of the object shown, as they are edited. */
  rows: Rows;
  /** What fields were called that the CRM no longer has. */
  goneLabels: ReadonlyMap<string, string>;
  appByName: ReadonlyMap<string, AppField>;
  /** Some values our fields hold in the records, by field. */
  ownValues: ReadonlyMap<string, readonly string[]>;
  /** What the mapping is laid over; null while that is not known. */
  baseSource: MappingBase['source'] | null;
  /** For rows without a CRM field. */
  suggestions: ReadonlyMap<string, Suggestion>;
  examples: ReadonlyMap<string, PreviewRow>;
  set(field: string, patch: RowPatch, mergeKey?: string): void;
  /** Takes a row out altogether, where it has no place among our fields. */
  removeRow(field: string): void;
  openPicker(field: string, anchor: HTMLElement): void;
  openMenu(kind: MenuKind, anchor: HTMLElement, field?: string): void;
  /** Opens one of panels.ts; at the anchor, or as a dialog that gives the focus back to it. */
  openPanel(name: PanelName, anchor: HTMLElement, field?: string, crm?: string): void;
  openChoice(anchor: HTMLElement, field: string, choice: ChoiceOf): void;
  /** The tables under rows; null until the first is opened and they are here. */
  tables: Tables | null;
  openValues(field: string): void;
  openStages(field: string): void;
  toggleTable(field: string, table: TableName): void;
  /** What deals can be moved to; asked of the CRM at the first call. */
  dealStages(): StagesKnown;
  /** Tells assistive tech. */
  say(words: string): void;
  redraw(): void;
  goTo(field: string): void;
  /** Takes the suggestion for a row. */
  accept(field: string): void;
}

/** `custom.yearly_use` as words: "Yearly use". */
function humanise(name: string): string {
  const words = name.replace(/^custom\./, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What one of our fields is called. A contact's `title` is a job, a deal's is its name. */
export function fieldLabel(view: EditorView, field: string): string {
  const name = field === 'title' && view.object === 'contact' ? 'job_title' : field;
  return appLabel(view.appByName.get(field), view.tag) ?? view.known(`f_${name}`) ?? humanise(field);
}

export const crmFieldLabel = (view: EditorView, name: string): string =>
  view.crmFields.get(name)?.label ?? view.goneLabels.get(name) ?? name;

/** "Mobile, else Phone". */
export function crmLabel(view: EditorView, crm: string | null): string {
  const labels = alternatesOf(crm).map((name) => crmFieldLabel(view, name));
  return labels.length ? labels.reduce((one, other) => view.t('orElse', { one, other })) : view.t('choose');
}

/** One of our fixed values: "Inbound". */
export const valueLabel = (view: EditorView, value: string): string => view.known(`v_${value}`) ?? value;

/** A value as people read it: yes and no, our fixed values by their names; empty for none. */
export function valueText(view: EditorView, value: FieldValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return view.t(value ? 'yes' : 'no');
  return Array.isArray(value) ? value.join(', ') : valueLabel(view, String(value));
}

/** All but the last two characters hidden. */
export const maskText = (text: string): string => text.replace(/.(?=.{2})/gu, '•');

/** A value of the CRM as people read it: a choice by its label. */
export const shownValue = (view: EditorView, crm: CrmField | undefined, value: FieldValue): string =>
  crm?.options.find((option) => option.value === value)?.label ?? valueText(view, value);

export interface Example {
  from: string;
  to: string;
  /** Why there is no result, in the service's words. */
  error: string | null;
}

/**
 * A real value before and after; null while there is none. A row that only writes shows what the CRM would get:
 * there is no value of ours to show before it.
 */
export function exampleOf(view: EditorView, { field, app, row }: RowView): Example | null {
  const tried = row.crm ? view.examples.get(field) : undefined;
  if (!tried) return null;
  const crm = view.crmFields.get(tried.crm ?? '');
  const ours = (value: FieldValue) => valueText(view, value);
  const theirs = (value: FieldValue) => shownValue(view, crm, value);
  const shown = (text: string) => (app?.sensitive ? maskText(text) : text);
  const { error } = tried;
  if (row.direction !== 'to_crm')
    return { from: shown(theirs(tried.raw)), to: shown(ours(tried.value)), error };
  const to = shown(theirs(tried.to_crm));
  return { from: tried.value === null ? to : shown(ours(tried.value)), to, error };
}
