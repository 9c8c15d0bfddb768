import { html, nothing, type TemplateResult } from 'lit';
import type { Transform } from '../../../shared/mapping.js';
import type { TransformParam } from '../../../shared/transforms.js';
import type { MappingKey } from '../../locales/en/mapping.js';
import { readNumber, readValue, settingOf, withSetting } from '../state/conversions.js';
import { dateExample } from '../state/date-example.js';
import { countries, currencies, languageName, type Named, zones } from '../state/iso-names.js';
import type { RowView } from '../state/row-views.js';
import { lookupPart } from './lookup-table.js';
import { NAMED_SEPARATORS, separatorName } from './step-label.js';
import { templatePart } from './template-text.js';
import { type EditorView, valueLabel } from './view.js';

/** One setting of one step, and how it is changed. */
export interface SettingOf {
  step: Transform;
  param: TransformParam;
  at: number;
  /** @param setting typing in one setting counts as one edit. */
  change(step: Transform, setting: string): void;
}

/** A setting as it is drawn: named, with its value, and put back. */
export interface Setting {
  label: string;
  id: string;
  value: unknown;
  put(value: unknown): void;
}

/** The input a setting is given with, under its name. */
export function settingPart(
  view: EditorView,
  entry: RowView,
  of: SettingOf,
): TemplateResult | typeof nothing {
  const { step, param, at, change } = of;
  const setting: Setting = {
    label: view.t(`p_${step.name}_${param.name}` as MappingKey, { crm: view.crm, app: view.app }),
    id: `set-${at}-${param.name}`,
    value: settingOf(step, param),
    put: (value) => change(withSetting(step, param, value), param.name),
  };
  const control = CONTROLS[param.kind](view, entry, setting, of);
  if (control === nothing) return nothing;
  return html`<div class="setting">
    <label class="label" for=${setting.id}>
      ${setting.label}${isOptionalText(param) ? html`<span class="hint"> · ${view.t('optional')}</span>` : nothing}
    </label>
    ${control}
  </div>`;
}

/** A list says so itself, by an entry for leaving it out. */
const isOptionalText = ({ optional, kind }: TransformParam): boolean => optional === true && kind === 'text';

type Control = (view: EditorView, entry: RowView, setting: Setting, of: SettingOf) => unknown;

const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** @param read null: what was typed cannot be a value. */
function textInput(
  { id, value, put }: Setting,
  read: (text: string) => unknown,
  mode?: 'decimal',
): TemplateResult {
  const typed = (event: InputEvent) => {
    const input = event.target as HTMLInputElement;
    const given = read(input.value);
    input.setAttribute('aria-invalid', String(given === null));
    if (given !== null) put(given);
  };
  return html`<input
    class="input"
    id=${id}
    dir="auto"
    inputmode=${mode ?? nothing}
    .value=${textOf(value)}
    @input=${typed}
  />`;
}

/** @param none words for leaving it out; left out: it has to be given. */
function select({ id, value, put }: Setting, options: readonly Named[], none?: string): TemplateResult {
  const chosen = textOf(value);
  const all = none === undefined ? options : [{ value: '', label: none }, ...options];
  const isKnown = all.some((option) => option.value === chosen);
  return html`<select
    class="input"
    id=${id}
    @change=${(event: Event) => put((event.target as HTMLSelectElement).value || undefined)}
  >
    ${isKnown ? nothing : html`<option value=${chosen} selected>${chosen}</option>`}
    ${all.map((option) => html`<option value=${option.value} ?selected=${option.value === chosen}>${option.label}</option>`)}
  </select>`;
}

const text: Control = (_view, _entry, setting, { param }) =>
  textInput(setting, (typed) => (typed || !param.optional ? typed : undefined));

const choice: Control = (view, _entry, setting, { param, step }) => {
  const now = new Date();
  const label = (value: string): string => {
    if (param.name === 'format') return dateExample(value, now);
    if (param.name === 'language') return languageName(view.tag, value);
    return view.known(`c_${value}`) ?? value;
  };
  const choices = (param.choices ?? []).map((value) => ({ value, label: label(value) }));
  // A name has a language; codes have none.
  const isNamed =
    step.name !== 'country_iso' || param.name !== 'language' || (step.write ?? 'name') === 'name';
  return isNamed ? select(setting, choices, param.optional && view.t('asUsual')) : nothing;
};

const listed =
  (names: (tag: string) => readonly Named[]): Control =>
  (view, _entry, setting, { param }) =>
    select(setting, names(view.tag), param.optional && view.t('asUsual'));

/** Chosen by name, or typed: a blank cannot be seen in an input. */
const separator: Control = (view, _entry, setting, { step }) => {
  const value = textOf(setting.value);
  if (step.name === 'replace') return textInput(setting, (typed) => typed);
  const isNamed = NAMED_SEPARATORS.includes(value);
  const options = NAMED_SEPARATORS.map((each) => ({ value: each, label: separatorName(view, each) }));
  const chosen = (event: Event) => setting.put((event.target as HTMLSelectElement).value);
  return html`<span class="separator">
    <select class="input" id=${setting.id} @change=${chosen}>
      ${options.map((option) => html`<option value=${option.value} ?selected=${option.value === value}>${option.label}</option>`)}
      <option value=${isNamed ? ' - ' : value} ?selected=${!isNamed}>${view.t('sep_other')}</option>
    </select>
    ${
      isNamed
        ? nothing
        : html`<input
            class="input"
            dir="auto"
            maxlength="16"
            aria-label=${setting.label}
            .value=${value}
            @input=${(event: InputEvent) => setting.put((event.target as HTMLInputElement).value)}
          />`
    }
  </span>`;
};

/** A value of our field: of its kind. */
const value: Control = (view, { app }, setting) => {
  switch (app?.type) {
    case 'boolean': {
      const options = (['yes', 'no'] as const).map((key) => ({
        value: String(key === 'yes'),
        label: view.t(key),
      }));
      return select({ ...setting, put: (chosen) => setting.put(chosen === 'true') }, options, '');
    }
    case 'enum':
      if (!app.options) break;
      return select(
        { ...setting, put: (chosen) => setting.put(chosen ?? '') },
        app.options.map((option) => ({ value: option, label: valueLabel(view, option) })),
        view.t('chooseValue'),
      );
    case 'country':
      return select({ ...setting, put: (chosen) => setting.put(chosen ?? '') }, countries(view.tag), '');
    case 'currency':
      return select({ ...setting, put: (chosen) => setting.put(chosen ?? '') }, currencies(view.tag), '');
    default:
  }
  return textInput(setting, (typed) => readValue(typed, app?.type ?? null));
};

const CONTROLS: Record<TransformParam['kind'], Control> = {
  text,
  choice,
  separator,
  value,
  number: (_view, _entry, setting, { step }) =>
    textInput(setting, (typed) => readNumber(step, typed), 'decimal'),
  country: listed(countries),
  currency: listed(currencies),
  zone: listed(zones),
  table: (view, entry, setting) => lookupPart(view, entry, setting),
  template: (view, entry, setting) => templatePart(view, entry, setting),
};
