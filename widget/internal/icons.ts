import { html, type TemplateResult } from 'lit';

// One template for all icons keeps each one to its path; `PURE` lets a bundle drop those it does not draw.
const icon = (path: string, cls = ''): TemplateResult =>
  html`<svg class="icon ${cls}" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d=${path}></path></svg>`;

/** Icons of a 20 px box, 1.5 px round stroke in `currentColor`, no fill. `.icon` in styles/base.ts sizes them. */
export const checkIcon = /* @__PURE__ */ icon('m4.5 10.5 3.5 3.5 7.5-8');
export const checkCircleIcon = /* @__PURE__ */ icon(
  'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0ZM6.8 10.2 9 12.4l4.2-4.6',
);
export const crossIcon = /* @__PURE__ */ icon('m5 5 10 10M15 5 5 15');
export const crossCircleIcon = /* @__PURE__ */ icon(
  'M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0ZM7.6 7.6l4.8 4.8m0-4.8-4.8 4.8',
);
export const circleIcon = /* @__PURE__ */ icon('M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0Z');
export const warningIcon = /* @__PURE__ */ icon(
  'M8.9 3.6 2.3 15a1.3 1.3 0 0 0 1.1 2h13.2a1.3 1.3 0 0 0 1.1-2L11.1 3.6a1.3 1.3 0 0 0-2.2 0ZM10 8v3.6m0 2.4v.1',
);
export const infoIcon = /* @__PURE__ */ icon('M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0ZM10 9.4v4M10 6.7v.1');
export const clockIcon = /* @__PURE__ */ icon('M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0ZM10 6v4.2l2.6 1.6');
export const chevronDownIcon = /* @__PURE__ */ icon('m6 8 4 4 4-4');
export const chevronUpIcon = /* @__PURE__ */ icon('m6 12 4-4 4 4');
export const chevronRightIcon = /* @__PURE__ */ icon('m8 6 4 4-4 4', 'mirrored');
export const plugIcon = /* @__PURE__ */ icon('M7.5 2.5V6m5-3.5V6M5 6h10v2.5a5 5 0 0 1-10 0V6Zm5 7.5v4');
export const lockIcon = /* @__PURE__ */ icon(
  'M6.5 8.5h7c.8 0 1.5.7 1.5 1.5v5c0 .8-.7 1.5-1.5 1.5h-7A1.5 1.5 0 0 1 5 15v-5c0-.8.7-1.5 1.5-1.5Zm.7 0V6a2.8 2.8 0 0 1 5.6 0v2.5',
);
export const shieldIcon = /* @__PURE__ */ icon(
  'M10 2.8 4 5v4.8c0 3.6 2.4 6 6 7.4 3.6-1.4 6-3.8 6-7.4V5l-6-2.2Z',
);
export const windowIcon = /* @__PURE__ */ icon(
  'M4.5 4h11A1.5 1.5 0 0 1 17 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5v-9A1.5 1.5 0 0 1 4.5 4ZM3 8h14',
);
export const syncIcon = /* @__PURE__ */ icon(
  'M16 8.5A6.3 6.3 0 0 0 4.6 6.6M4.3 3.5v3.5h3.5M4 11.5a6.3 6.3 0 0 0 11.4 1.9m.3 3.1V13h-3.5',
);
export const pauseIcon = /* @__PURE__ */ icon('M7 5v10m6-10v10');
export const playIcon = /* @__PURE__ */ icon('M6.5 4.8v10.4l8.5-5.2-8.5-5.2Z');
export const bothWaysIcon = /* @__PURE__ */ icon('M3.5 6.8h13m-3-3 3 3-3 3m3 3.4h-13m3-3-3 3 3 3');
export const arrowRightIcon = /* @__PURE__ */ icon('M4 10h12m-4.5-4.5L16 10l-4.5 4.5', 'mirrored');
export const arrowLeftIcon = /* @__PURE__ */ icon('M16 10H4m4.5-4.5L4 10l4.5 4.5', 'mirrored');
export const undoIcon = /* @__PURE__ */ icon('M7 4 3.5 7.5 7 11m-3-3.5h8a4.2 4.2 0 0 1 0 8.4H8', 'mirrored');
export const redoIcon = /* @__PURE__ */ icon('m13 4 3.5 3.5L13 11m3-3.5H8a4.2 4.2 0 0 0 0 8.4h4', 'mirrored');
export const moreIcon = /* @__PURE__ */ icon('M4.5 10h.1m5.4 0h.1m5.4 0h.1', 'dots');
export const gripIcon = /* @__PURE__ */ icon(
  'M7.5 5.5h.1m4.9 0h.1m-5.1 4.5h.1m4.9 0h.1m-5.1 4.5h.1m4.9 0h.1',
  'dots',
);
export const searchIcon = /* @__PURE__ */ icon(
  'M13.5 8.7a4.8 4.8 0 1 1-9.6 0 4.8 4.8 0 0 1 9.6 0Zm-1.4 3.4 4.4 4.4',
);
export const plusIcon = /* @__PURE__ */ icon('M10 4.5v11M4.5 10h11');
export const linkIcon = /* @__PURE__ */ icon(
  'M8.4 11.6a3.4 3.4 0 0 0 4.8 0l2.4-2.4a3.4 3.4 0 1 0-4.8-4.8l-.9.9m1.7 3.1a3.4 3.4 0 0 0-4.8 0l-2.4 2.4a3.4 3.4 0 1 0 4.8 4.8l.9-.9',
);
export const slidersIcon = /* @__PURE__ */ icon(
  'M3.5 6.5h6m4.5 0h2.5M14 6.5a2 2 0 1 1-4 0 2 2 0 0 1 4 0ZM3.5 13.5H6m4.5 0h6M10 13.5a2 2 0 1 1-4 0 2 2 0 0 1 4 0Z',
);
export const peopleIcon = /* @__PURE__ */ icon(
  'M10.5 6.7a2.7 2.7 0 1 1-5.4 0 2.7 2.7 0 0 1 5.4 0ZM3 16v-.8a3.7 3.7 0 0 1 3.7-3.7H9a3.7 3.7 0 0 1 3.7 3.7v.8m.6-11.9a2.7 2.7 0 0 1 0 5.2m1.2 2.5a3.6 3.6 0 0 1 2.5 3.4v.8',
);
export const externalIcon = /* @__PURE__ */ icon('M8 5H5v10h10v-3m-3.5-7H15v3.5M15 5 9.5 10.5');
export const uploadIcon = /* @__PURE__ */ icon('M10 12.5V3.8M6.5 7 10 3.5 13.5 7M3.5 12v4h13v-4');
export const downloadIcon = /* @__PURE__ */ icon('M10 3.5v8.7M6.5 9l3.5 3.5L13.5 9M3.5 12v4h13v-4');
export const eyeIcon = /* @__PURE__ */ icon(
  'M2.5 10S5 4.8 10 4.8 17.5 10 17.5 10 15 15.2 10 15.2 2.5 10 2.5 10ZM12.3 10a2.3 2.3 0 1 1-4.6 0 2.3 2.3 0 0 1 4.6 0Z',
);
export const historyIcon = /* @__PURE__ */ icon(
  'M3.5 4v3.5H7M3.7 7.4A6.8 6.8 0 1 1 3.2 10.5M10 6.5v3.7l2.5 1.5',
);

/** Turns while work is under way; stands still for people who asked for less motion. */
export const spinner = /* @__PURE__ */ html`<svg
  class="icon spinner"
  viewBox="0 0 20 20"
  aria-hidden="true"
  focusable="false"
>
  <circle cx="10" cy="10" r="7"></circle>
  <path d="M10 3a7 7 0 0 1 7 7"></path>
</svg>`;
