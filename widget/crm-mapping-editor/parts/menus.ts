import { html, nothing, type TemplateResult } from 'lit';
import {
  bothWaysIcon,
  checkIcon,
  crossIcon,
  historyIcon,
  linkIcon,
  redoIcon,
  slidersIcon,
  syncIcon,
  undoIcon,
} from '../../internal/icons.js';
import type { EditorBody } from '../editor-body.js';
import type { EditorModel } from '../editor-model.js';
import { findRow } from '../state/edits.js';
import { canPair } from '../state/picklist.js';
import { FILTERS, type Filter, type RowView } from '../state/row-views.js';
import { filterLabel } from './bar.js';
import { crmFieldOf } from './chips.js';
import { versionChoices } from './history-choices.js';
import { resetLabel } from './origin.js';
import { DIRECTION_ICONS } from './row.js';
import type { EditorView, MenuKind } from './view.js';

export interface MenuOf {
  kind: MenuKind;
  /** What it stands at; a panel one of its entries opens can stand there, too. */
  anchor: HTMLElement;
  /** Field of ours, for a menu of a row; else empty. */
  field: string;
}

export interface MenuContext {
  body: EditorBody;
  model: EditorModel;
  entry: RowView | undefined;
  filter: Filter;
  /** CRM fields that no row uses. */
  crmOnly: number;
  setFilter(filter: Filter): void;
}

export interface Choice {
  label: string;
  run(): void;
  icon?: TemplateResult;
  /** Given for one of several values; left out for an action. */
  isChosen?: boolean;
}

export const menuItems = (choices: readonly Choice[]): TemplateResult[] =>
  choices.map(
    ({ label, run, icon, isChosen }) => html`<button
      class="item"
      role=${isChosen === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked=${isChosen ?? nothing}
      tabindex="-1"
      @click=${run}
    >
      ${icon ?? nothing}<bdi class="grow">${label}</bdi>${isChosen ? checkIcon : nothing}
    </button>`,
  );

export type Choices = (view: EditorView, of: MenuOf, context: MenuContext) => Choice[];

const filterChoices: Choices = (view, _, { model, filter: chosen, crmOnly, setFilter }) =>
  FILTERS.map((filter) => ({
    label: filterLabel(view, filter, filter === 'crmOnly' ? crmOnly : model.drafts.views(view.object).length),
    isChosen: filter === chosen,
    run: () => setFilter(filter),
  }));

const providerChoices: Choices = (_view, _of, { body, model }) =>
  (model.load.value?.connections ?? []).map(({ provider, account }) => ({
    label: `${model.labelOf(provider)} · ${account.name}`,
    isChosen: provider === model.load.value?.provider?.id,
    run: () => body.travel.toProvider(provider),
  }));

const historyChoices: Choices = (view, _, { model }) => {
  const { past = [], future = [] } = model.entry?.draft ?? {};
  const undo: Choice = { label: view.t('undo'), icon: undoIcon, run: () => model.edit({ do: 'undo' }) };
  const redo: Choice = { label: view.t('redo'), icon: redoIcon, run: () => model.edit({ do: 'redo' }) };
  return [...(past.length ? [undo] : []), ...(future.length ? [redo] : [])];
};

const sureChoices: Choices = (view, _, { body }) => {
  const count = [...view.suggestions.values()].filter(({ isSure }) => isSure).length;
  const label = view.t('acceptSure', { count, n: view.n(count) });
  return count ? [{ label, icon: linkIcon, run: () => body.suggestions.acceptSure(view) }] : [];
};

const refreshChoices: Choices = (view, _, { body }) => [
  {
    label: view.t('refreshFields', { crm: view.crm }),
    icon: syncIcon,
    run: () => void body.watch.readAgain(),
  },
];

const directionChoices: Choices = (view, { field }, { entry }) =>
  (['both', 'to_crm', 'from_crm'] as const).map((direction) => ({
    label: view.t(direction, { crm: view.crm }),
    icon: DIRECTION_ICONS[direction],
    isChosen: direction === entry?.row.direction,
    run: () => view.set(field, { direction }),
  }));

/** The row's rules, and the values it pairs where the CRM has a list of them. */
const settingChoices: Choices = (view, { field, anchor }, { entry }) => {
  if (!entry?.row.crm) return [];
  const crm = crmFieldOf(view, entry);
  const rules: Choice = {
    label: view.t('settings'),
    icon: slidersIcon,
    run: () => view.openPanel('rules', anchor, field),
  };
  const convert: Choice = {
    label: view.t('conversion'),
    icon: syncIcon,
    run: () => view.openPanel('conversion', anchor, field),
  };
  const values: Choice = {
    label: view.t('matchValues'),
    icon: bothWaysIcon,
    run: () => view.openValues(field),
  };
  return [rules, convert, ...(canPair(crm) ? [values] : [])];
};

const undoRowChoices: Choices = (view, { field }, { model, entry }) =>
  entry?.isChanged
    ? [{ label: view.t('undoRow'), icon: undoIcon, run: () => model.edit({ do: 'restore', field }) }]
    : [];

/** Back to the preset, or the app's default: what this row would be if nobody had touched it. */
const resetRowChoices: Choices = (view, { field }, { model, entry }) => {
  const base = model.entry?.mapping.base;
  if (!base || !entry?.isOwn) return [];
  const row = findRow(base.rows, field);
  return [
    {
      label: resetLabel(view, base),
      icon: historyIcon,
      run: () => model.edit({ do: 'put', field, row }),
    },
  ];
};

const leaveOutChoices: Choices = (view, { field }, { entry }) =>
  entry?.row.crm
    ? [{ label: view.t('leaveOut'), icon: crossIcon, run: () => view.set(field, { crm: null }) }]
    : [];

/** What each menu offers, from above. */
const CHOICES: Record<MenuKind, readonly Choices[]> = {
  filter: [filterChoices],
  bar: [historyChoices, sureChoices, versionChoices, refreshChoices],
  provider: [providerChoices],
  direction: [directionChoices],
  row: [settingChoices, undoRowChoices, resetRowChoices, leaveOutChoices],
};

/** What the open menu offers. */
export const menuChoices: Choices = (view, of, context) =>
  CHOICES[of.kind].flatMap((choices) => choices(view, of, context));
