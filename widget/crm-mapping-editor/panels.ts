import type { TemplateResult } from 'lit';
import type { EditorBody } from './editor-body.js';
import type { ChoiceOf, EditorView } from './parts/view.js';

/** A form or list over the editor. It keeps its own state and asks `body.element` for an update when that is another. */
export interface Panel {
  /** Its name for assistive tech. */
  label(view: EditorView): string;
  /** Null closes it: what it is about is gone. */
  draw(view: EditorView): TemplateResult | null;
  closed?(): void;
}

export interface PanelOf {
  name: PanelName;
  /** What opened it, and gets the focus back. */
  anchor: HTMLElement;
  /** Field of ours it is about; empty for none. */
  field: string;
  /** For `choice`. */
  choice?: ChoiceOf;
  /** Field of the CRM it is about. */
  crm?: string;
}

/** @param close closes it. */
export type MakePanel = (body: EditorBody, of: PanelOf, close: () => void) => Panel;

interface PanelSource {
  /** A `popover` stands at its anchor and goes at a click elsewhere; a `dialog` takes the page until it is closed. */
  shape: 'popover' | 'dialog';
  /** Changes nothing by itself, so that it is there for those who may only look. */
  isLooking?: true;
  /** Which edges of a popover and its anchor are in line; left out: those at the start. */
  align?: 'end';
  load(): Promise<MakePanel>;
}

/** Every panel, fetched when it is first opened. */
const PANELS = {
  conversion: {
    shape: 'popover',
    load: () => import('./parts/conversion.js').then((part) => part.conversionPanel),
  },
  history: {
    shape: 'dialog',
    isLooking: true,
    load: () => import('./parts/history-panels.js').then((part) => part.historyPanel),
  },
  reset: {
    shape: 'dialog',
    load: () => import('./parts/history-panels.js').then((part) => part.resetPanel),
  },
  import: {
    shape: 'dialog',
    load: () => import('./parts/history-panels.js').then((part) => part.importPanel),
  },
  compare: {
    shape: 'dialog',
    load: () => import('./parts/history-panels.js').then((part) => part.comparePanel),
  },
  leave: {
    shape: 'dialog',
    load: () => import('./parts/history-panels.js').then((part) => part.leavePanel),
  },
  tried: {
    shape: 'dialog',
    load: () => import('./parts/history-panels.js').then((part) => part.triedPanel),
  },
  unfit: {
    shape: 'dialog',
    isLooking: true,
    load: () => import('./parts/history-panels.js').then((part) => part.unfitPanel),
  },
  unmapped: {
    shape: 'dialog',
    isLooking: true,
    load: () => import('./parts/history-panels.js').then((part) => part.unmappedPanel),
  },
  rules: {
    shape: 'popover',
    load: () => import('./parts/rules.js').then((part) => part.rulesPanel),
  },
  choice: {
    shape: 'popover',
    load: () => import('./parts/choice.js').then((part) => part.choicePanel),
  },
  addField: {
    shape: 'popover',
    align: 'end',
    load: () => import('./parts/add-field.js').then((part) => part.addFieldPanel),
  },
  example: {
    shape: 'popover',
    align: 'end',
    load: () => import('./parts/example-picker.js').then((part) => part.examplePanel),
  },
} as const satisfies Record<string, PanelSource>;

export type PanelName = keyof typeof PANELS;

export const panelSource = (name: PanelName): PanelSource => PANELS[name];
