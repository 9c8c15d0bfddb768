import type { TemplateResult } from 'lit';
import type { EditorBody } from './editor-body.js';
import type { EditorView } from './parts/view.js';

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
}

export type MakePanel = (body: EditorBody, of: PanelOf) => Panel;

interface PanelSource {
  /** A `popover` stands at its anchor and goes at a click elsewhere; a `dialog` takes the page until it is closed. */
  shape: 'popover' | 'dialog';
  load(): Promise<MakePanel>;
}

/** Every panel, fetched when it is first opened. */
const PANELS = {
  conversion: {
    shape: 'popover',
    load: () => import('./parts/conversion.js').then((part) => part.conversionPanel),
  },
} as const satisfies Record<string, PanelSource>;

export type PanelName = keyof typeof PANELS;

export const panelSource = (name: PanelName): PanelSource => PANELS[name];
