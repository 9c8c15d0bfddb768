import { css } from 'lit';

const frame = css`
  .panel-head {
    display: flex;
    align-items: center;
    gap: 8px;
    position: sticky;
    inset-block-start: -20px;
    z-index: 1;
    margin: -20px -20px 0;
    padding: 12px 12px 8px 20px;
    padding-inline: 20px 12px;
    background: var(--_surface);
  }
  .panel-head .title {
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .panel-head .btn:first-child {
    margin-inline-start: -8px;
  }
  .dialog > .sentence,
  .dialog section > .sentence {
    margin-block-end: 12px;
  }
  .dialog .buttons {
    align-items: center;
    margin-block: 12px 0;
  }
  .dialog .buttons.foot {
    padding: 0;
    border: 0;
  }
  .dialog .notice {
    margin-block-start: 12px;
  }
  .dialog .notice > .icon {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    color: var(--_warn);
  }
  .dialog .notice.bad > .icon {
    color: var(--_bad);
  }
  .dialog .notice > span {
    flex: 1;
  }
  .dialog .list:focus-visible {
    outline-offset: -3px;
    border-radius: var(--_radius-control);
  }
  .dialog .row-line {
    display: flex;
    align-items: start;
    gap: 12px;
    padding-block: 10px;
    border-block-start: 1px solid var(--_line);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
    overflow-wrap: anywhere;
  }
  .row-line .detail,
  .row-line .quote,
  .compare .detail {
    display: block;
    color: var(--_text-soft);
  }
  .row-line .quote {
    margin-block: 2px;
    padding-inline-start: 8px;
    border-inline-start: 2px solid var(--_line-control);
    color: var(--_text);
  }
  .detail.warn {
    color: var(--_warn);
  }
  .row-line .when {
    flex: none;
    color: var(--_text-faint);
  }
  .dialog .chip .icon {
    inline-size: 14px;
    block-size: 14px;
  }
  .dialog .list .bone {
    inline-size: 45%;
    margin-block: 10px 6px;
  }
  .dialog .list .bone.short {
    inline-size: 60%;
    margin-block: 0 12px;
  }
  .btn.file {
    position: relative;
  }
  .btn.file:focus-within {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }
`;

const rows = css`
  .diff-row {
    padding-block: 10px;
    border-block-start: 1px solid var(--_line);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
    overflow-wrap: anywhere;
  }
  .diff-name {
    margin-inline-end: 8px;
  }
  .diff-lines {
    margin-block-start: 4px;
    color: var(--_text);
  }
  .diff-lines > li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 2.4fr);
    gap: 12px;
    padding-block: 2px;
  }
  .dialog .what {
    color: var(--_text-soft);
  }
  .diff-lines .icon,
  .dialog .change .icon {
    inline-size: 14px;
    block-size: 14px;
    margin-inline: 3px 4px;
    vertical-align: -2px;
    color: var(--_text-soft);
  }
  .dialog .side {
    margin-block: 12px 4px;
    color: var(--_text-soft);
    font: 500 var(--_small) sans-serif;
    font-family: inherit;
  }
  .dialog .of-all {
    color: var(--_text-faint);
    font-weight: 400;
  }
  .tried + .tried,
  .imported + .imported {
    margin-block-start: 20px;
  }
  .tried-field {
    border-block-start: 1px solid var(--_line);
    padding-block: 4px;
  }
  .tried-field summary {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    min-block-size: 36px;
    cursor: pointer;
    list-style: none;
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
  }
  .tried-field summary::-webkit-details-marker {
    display: none;
  }
  .tried-field summary > .icon {
    inline-size: 16px;
    block-size: 16px;
    transition: transform var(--_quick);
    color: var(--_text-soft);
  }
  .tried-field summary > .tabular {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
    color: var(--_text-soft);
  }
  .tried-field[open] summary > .icon {
    transform: rotate(90deg);
  }
  .tried-field summary > .tabular > .warn {
    color: var(--_warn);
  }
  .examples li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 2fr);
    gap: 2px 12px;
    padding-block: 4px;
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .dialog .record {
    color: var(--_text-soft);
  }
  .faults {
    display: grid;
    gap: 6px;
    margin-block-start: 8px;
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
  }
  .faults li {
    display: flex;
    gap: 8px;
  }
  .faults .icon {
    inline-size: 16px;
    block-size: 16px;
    margin-block-start: 1px;
  }
`;

const compare = css`
  .compare {
    margin-block-start: 12px;
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
    overflow-wrap: anywhere;
  }
  .compare-row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1.2fr) minmax(0, 1.3fr) minmax(0, 1.3fr);
    gap: 4px 12px;
    padding-block: 10px;
    border-block-start: 1px solid var(--_line);
  }
  .compare-row.names {
    padding-block: 4px;
    border: 0;
    color: var(--_text-faint);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
  }
  .dialog .choice {
    display: flex;
    gap: 8px;
    min-block-size: 24px;
    cursor: pointer;
  }
  .dialog .choice .radio {
    margin-block-start: 1px;
  }
  .whose {
    display: none;
    color: var(--_text-faint);
  }
`;

const narrow = css`
  @media (max-width: 640px) {
    .compare-row {
      grid-template-columns: minmax(0, 1fr);
    }
    .compare-row.names {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .whose {
      display: block;
    }
    .diff-lines > li,
    .examples li {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
  }
  @media (pointer: coarse) {
    .tried-field summary,
    .dialog .choice {
      min-block-size: 44px;
    }
  }
`;

/** What panels over the editor are made of: heads, lists, differences, choices. The window is their container. */
export const panelStyles = [frame, rows, compare, narrow];
