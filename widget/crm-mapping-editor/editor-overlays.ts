import { html, nothing, type TemplateResult } from 'lit';
import { MenuController } from '../controllers/menu-controller.js';
import { addStyles } from './add-styles.js';
import type { EditorBody } from './editor-body.js';
import { OpenPanel } from './open-panel.js';
import { type PanelOf, panelSource } from './panels.js';
import { type Choice, type MenuOf, menuChoices, menuItems } from './parts/menus.js';
import { FieldPicker } from './parts/picker.js';
import type { EditorView } from './parts/view.js';
import { overlayStyles } from './picker.styles.js';
import { Popup } from './popup.js';
import { alternatesOf } from './state/alternates.js';
import { addAlternate, chooseField, dropAlternate } from './state/choose-field.js';
import type { RowPatch } from './state/edits.js';
import { fitOf } from './state/fit.js';
import { type PickOption, pickOptions } from './state/pick-list.js';
import type { RowView } from './state/row-views.js';

/** Menus, the field picker and the panels of the editor: everything in the top layer. */
export class EditorOverlays {
  readonly #menus: MenuController;
  readonly #popup: Popup;
  #picker: FieldPicker | null = null;
  #view: EditorView | null = null;
  #menuOf: MenuOf | null = null;
  readonly #panel: OpenPanel;

  constructor(private readonly body: EditorBody) {
    addStyles(body.element, overlayStyles);
    this.#menus = new MenuController(body.element);
    this.#popup = new Popup(body.element, () => this.#picker?.close());
    this.#panel = new OpenPanel(body);
  }

  draw(view: EditorView): TemplateResult {
    this.#view = view;
    const { t } = view;
    return html`<div class="popover menu" part="popover" id="menu" popover="auto" role="menu" aria-label=${t('more')}>
        ${this.#menuOf ? menuItems(this.#choices(view, this.#menuOf)) : nothing}
      </div>
      <div
        class="popover picker"
        part="popover"
        id="picker"
        popover="auto"
        role="dialog"
        aria-label=${t('choose')}
      ></div>
      ${this.#panel.draw(view)}`;
  }

  async openMenu(of: MenuOf): Promise<void> {
    const isLooking = of.kind === 'filter' || of.kind === 'bar' || of.kind === 'provider';
    if (!isLooking && this.#view?.isReadOnly) return;
    this.#menuOf = of;
    const align = of.kind === 'bar' || of.kind === 'row' ? 'end' : 'start';
    this.#menus.toggle(of.anchor, await this.#box('#menu'), { align });
  }

  async openPanel(of: PanelOf): Promise<void> {
    if (this.#view?.isReadOnly && !panelSource(of.name).isLooking) return;
    this.#popup.close();
    await this.#panel.open(of);
  }

  /** Field of ours the open panel is about; empty for none. */
  get panelField(): string {
    return this.#panel.field;
  }

  closePanel(): void {
    this.#panel.close();
  }

  openPicker(field: string, anchor: HTMLElement, search = ''): void {
    const view = this.#view;
    const entry = this.#rowOf(field);
    const box = this.body.find('#picker');
    if (!view || !entry || !box || view.isReadOnly) return;
    const { app, row } = entry;
    const close = (patch: RowPatch) => {
      this.#popup.close();
      view.set(field, patch);
    };
    this.#popup.close();
    this.#panel.close();
    // Another CRM is shown in another box.
    if (this.#picker?.box !== box) this.#picker = new FieldPicker(box);
    this.#picker.open({
      view,
      field,
      crm: row.crm,
      search,
      app,
      direction: row.direction,
      options: this.#options(view, entry),
      usedBy: this.#usedBy(),
      pick: (option, isAlternate) =>
        close(isAlternate ? addAlternate(row, option.crm.name) : chooseField(row, option, view.crmFields)),
      drop: (name) => close(dropAlternate(row, name)),
      leaveOut: () => close({ crm: null }),
    });
    this.#popup.open(anchor, box);
    this.#picker.focus();
  }

  #options(view: EditorView, { field, app, row }: RowView): PickOption[] {
    const suggested = view.suggestions.get(field)?.crm;
    const fields = [...view.crmFields.values()];
    return pickOptions(fields, (crm) => fitOf(app, crm, row.direction, view.country)).map((option) =>
      option.crm === suggested ? { ...option, isFirst: true } : option,
    );
  }

  /** CRM field -> the first of our fields that uses it. */
  #usedBy(): Map<string, string> {
    const rows = this.body.model.entry?.draft.rows ?? [];
    const uses = rows.flatMap(({ crm, field }) => alternatesOf(crm).map((name) => [name, field] as const));
    return new Map(uses.reverse());
  }

  #choices(view: EditorView, of: MenuOf): Choice[] {
    const { body } = this;
    const choices = menuChoices(view, of, {
      body,
      model: body.model,
      entry: this.#rowOf(of.field),
      filter: body.ui.filter,
      setFilter: (filter) => body.put({ filter }),
      crmOnly: body.crmOnly.all(view, body.model.entry?.draft.rows ?? []).length,
    });
    const closed = (run: () => void) => () => {
      this.#menus.close();
      run();
    };
    return choices.map((choice) => ({ ...choice, run: closed(choice.run) }));
  }

  /** A popover after what is in it was drawn. */
  async #box(selector: string): Promise<HTMLElement> {
    const { element } = this.body;
    element.requestUpdate();
    await element.updateComplete;
    return this.body.find(selector)!;
  }

  #rowOf(field: string): RowView | undefined {
    const { model } = this.body;
    return field ? model.drafts.views(this.#view!.object).find((each) => each.field === field) : undefined;
  }
}
