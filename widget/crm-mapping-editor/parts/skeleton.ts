import { html, nothing, type TemplateResult } from 'lit';

const ROWS = [0, 1, 2, 3, 4, 5];

/** Six rows of the final height. */
export const skeletonRows = (): TemplateResult[] =>
  ROWS.map(
    () => html`<div class="bones">
      <span><span class="bone"></span><span class="bone short"></span></span>
      <span class="bone box"></span><span class="bone short"></span><span class="bone"></span>
    </div>`,
  );

/** The whole card while nothing is known. @param label what is loading; empty until the words are there. */
export const skeletonPart = (label: string): TemplateResult =>
  html`<div class="card" part="card" aria-busy="true" role=${label ? 'status' : nothing} aria-label=${label || nothing}>
    <div class="bones head"><span class="bone"></span></div>
    <div class="bones head"><span class="bone box"></span></div>
    ${skeletonRows()}
  </div>`;
