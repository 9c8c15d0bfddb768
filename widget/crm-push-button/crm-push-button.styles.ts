import { css } from 'lit';

export const pushStyles = css`
  :host {
    display: inline-block;
    vertical-align: top;
    max-inline-size: 100%;
  }
  .box,
  .told {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 6px;
    max-inline-size: 100%;
  }
  :host([layout='inline']) .box,
  :host([layout='inline']) .told {
    flex-flow: row wrap;
    align-items: center;
    column-gap: 10px;
  }
  .btn,
  .receipt {
    gap: 8px;
    max-inline-size: 100%;
    text-align: start;
  }
  .receipt {
    display: inline-flex;
    align-items: center;
    min-block-size: var(--_button);
    padding: 4px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-control);
    background: var(--_sunken);
    color: var(--_text);
    font-size: calc(0.8125rem * var(--_scale));
    font-weight: 500;
    line-height: calc(1.125rem * var(--_scale));
    text-decoration: none;
    font-variant-numeric: tabular-nums;
  }
  .receipt.good {
    background: var(--_surface);
  }
  .receipt.bad {
    border-color: color-mix(in oklab, var(--_bad-soft), var(--_bad) 28%);
    background: var(--_bad-soft);
  }
  a.receipt {
    border-color: var(--_line-control);
    transition: background var(--_quick);
  }
  a.receipt:hover {
    background: var(--_hover);
  }
  .sign {
    display: flex;
  }
  .sign.wait {
    color: var(--_text-soft);
  }
  .receipt .icon,
  .btn .icon {
    inline-size: 16px;
    block-size: 16px;
    stroke-width: 1.8;
  }
  .receipt > .icon {
    inline-size: 14px;
    block-size: 14px;
    color: var(--_text-soft);
  }
  :host(:dir(rtl)) .receipt > .icon {
    transform: scaleX(-1);
  }
  .note {
    max-inline-size: 26ch;
    color: var(--_text-soft);
    font-size: calc(0.75rem * var(--_scale));
    line-height: calc(1rem * var(--_scale));
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
    text-wrap: pretty;
  }
  /* Two lines of a note are as high as the button: a row keeps its height while the push goes on. */
  :host([layout='inline']) .note {
    flex: 1 1 132px;
    min-inline-size: 132px;
    max-inline-size: 44ch;
  }
  /* In a row of a table the idle button says enough by itself. */
  :host([layout='inline']) .btn + .told {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .bones {
    inline-size: 132px;
  }
  .bones .bone {
    inline-size: 100%;
  }
  .note .bone {
    inline-size: 72px;
    margin-block: 3px;
  }
`;
