import { css } from 'lit';

/** Cards: all buttons, chips, head, rows, provider tile, notice, centred message. The element is the size container `crm`. */
export const card = css`
  :host {
    display: block;
    container: crm / inline-size;
  }
  h2,
  h3,
  p,
  ul,
  dl,
  dd,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    list-style: none;
    min-inline-size: 0;
  }
  p {
    text-wrap: pretty;
  }
  strong {
    font-weight: 600;
    color: var(--_text);
  }
  .icon.dots {
    stroke-width: 2;
  }
  .btn.quiet {
    border-color: transparent;
    background: none;
  }
  .btn.quiet:hover {
    background: var(--_hover);
  }
  .btn.danger {
    border-color: transparent;
    background: var(--_bad);
    color: var(--_on-bad);
  }
  .btn.danger:hover {
    background: color-mix(in oklab, var(--_bad), var(--_on-bad) 10%);
  }
  .btn.small {
    min-block-size: min(28px, var(--_button));
    padding: 2px 10px;
  }
  .btn.icon-only {
    inline-size: var(--_button);
    padding: 0;
    border-color: transparent;
    background: none;
    color: var(--_text-soft);
  }
  .btn.icon-only:hover {
    background: var(--_hover);
    color: var(--_text);
  }
  .btn:disabled,
  .btn[aria-disabled='true'] {
    color: var(--_text-faint);
    background: var(--_sunken);
    border-color: var(--_line);
    cursor: default;
  }
  @media (pointer: coarse) {
    .btn.small {
      min-block-size: 44px;
    }
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 3px 8px;
    border: 0;
    border-radius: var(--_radius-chip);
    background: var(--_hover);
    color: var(--_text);
    font: 500 var(--_note) sans-serif;
    font-family: inherit;
  }
  .tabular {
    font-variant-numeric: tabular-nums;
  }
  .card {
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    font-size: calc(0.875rem * var(--_scale));
    line-height: calc(1.25rem * var(--_scale));
  }
  .head {
    padding: 16px var(--_pad) 12px;
  }
  .title {
    font: 600 var(--_title) sans-serif;
    font-family: inherit;
  }
  .sentence {
    color: var(--_text-soft);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
  }
  .row,
  .foot {
    padding: 14px var(--_pad);
    border-block-start: 1px solid var(--_line);
  }
  .foot {
    padding-block: 12px;
    color: var(--_text-soft);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
  }
  .tile {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    overflow: hidden;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-control);
    background: var(--_sunken);
    color: var(--_text-soft);
    font: 600 var(--_small) sans-serif;
    font-family: inherit;
  }
  .tile.small {
    inline-size: 28px;
    block-size: 28px;
    font-size: calc(0.6875rem * var(--_scale));
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 10px 12px;
    border-radius: var(--_radius-control);
    background: var(--_hover);
    color: var(--_text);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
  }
  .notice > p {
    flex: 1 1 160px;
  }
  .notice.warn {
    background: var(--_warn-soft);
    color: var(--_text);
  }
  .notice.bad {
    background: var(--_bad-soft);
    color: var(--_text);
  }
  .notice.good {
    background: var(--_good-soft);
    color: var(--_text);
  }
  .notice.info {
    background: var(--_info-soft);
    color: var(--_text);
  }
  .message {
    display: grid;
    justify-items: center;
    gap: 4px;
    padding: 28px var(--_pad);
    text-align: center;
  }
  .message .sentence {
    max-inline-size: 44ch;
    text-wrap: balance;
  }
  .message > .icon {
    margin-block-end: 4px;
    color: var(--_text-soft);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .message .buttons {
    justify-content: center;
    margin-block-start: 10px;
  }
  @container crm (inline-size < 460px) {
    .card {
      --_pad: 16px;
    }
  }
  @media (forced-colors: active) {
    .btn.danger {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .chip,
    .notice {
      border: 1px solid;
    }
  }
`;
