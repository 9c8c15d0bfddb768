import { css } from 'lit';

/** Kinds of values, suggestions, the CRM's own rows, and what stands in the bar. */
export const gridStyles = css`
  .grid > .space {
    overflow-anchor: none;
  }
  .entry .type {
    display: inline-flex;
    flex: none;
    color: var(--_text-faint);
  }
  .entry .type .icon {
    inline-size: 14px;
    block-size: 14px;
  }
  .ours .type {
    margin-inline-end: 4px;
    vertical-align: -2px;
  }
  .select > .type {
    margin-inline-end: -2px;
  }
  .ours .own {
    font-style: italic;
  }
  .notice.suggestion {
    background: var(--_sunken);
    color: var(--_text-soft);
  }
  .under .notice.suggestion > .icon {
    color: var(--_text-soft);
  }
  .heads.crm-only,
  .entry > .row.crm-only {
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) 170px;
  }
  .crm-only .end {
    margin-inline-end: 0;
    white-space: nowrap;
  }
  /* Names keep their own direction, and stand where the page's text stands. */
  .ours .name,
  .names .name {
    text-align: match-parent;
  }
  .bar .problems {
    flex: none;
    padding-inline: 8px;
    color: var(--_warn);
  }
  .bar .of {
    display: flex;
    flex: 1;
    justify-content: flex-end;
    min-inline-size: 0;
  }
  .bar .example {
    min-inline-size: 0;
    max-inline-size: 100%;
  }
  .bar .example bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .bar .example .icon {
    color: var(--_text-soft);
  }
  @container crm (inline-size < 640px) {
    .bar .of {
      justify-content: flex-start;
      flex-basis: 160px;
    }
    .entry > .row.crm-only {
      grid-template: 'ours' 'sample' 'end' / minmax(0, 1fr);
    }
    .crm-only .end {
      justify-content: flex-start;
    }
  }
  @media (forced-colors: active) {
    .select.blank {
      border-style: dashed;
    }
  }
`;

/** The panels of the grid: adding a field, choosing an example. */
export const gridPanelStyles = css`
  .popover.addField,
  .popover.example {
    inline-size: min(360px, 100vw - 16px);
  }
  .popover.addField {
    padding: 12px 14px 14px;
  }
  .add-field .pick-title,
  .add-field .note {
    padding-inline: 0;
  }
  .add-field .note {
    overflow: visible;
    white-space: normal;
  }
  .add-field .label {
    display: block;
    margin-block: 10px 4px;
    font: 500 var(--_small) sans-serif;
    font-family: inherit;
  }
  .add-field #new-field-note {
    min-block-size: calc(1rem * var(--_scale));
    margin-block: 4px 8px;
  }
  .add-field .buttons {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
  }
  .existing {
    margin: 12px -14px 0;
    padding: 10px 8px 0;
    border-block-start: 1px solid var(--_line);
  }
  .existing > .note {
    padding-inline: 6px;
  }
  .existing .item,
  .found .item {
    min-inline-size: 0;
  }
  .existing .type .icon {
    display: block;
    inline-size: 16px;
    block-size: 16px;
  }
  .existing .item bdi,
  .found .item bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .existing .item .api,
  .found .item .api {
    flex: 0 1 auto;
  }
  .found {
    max-block-size: 280px;
    margin-block-start: 6px;
    overflow: auto;
    overscroll-behavior: contain;
  }
  .popover.example .input {
    min-block-size: var(--_input);
  }
  .popover.example .none:empty {
    display: none;
  }
`;
