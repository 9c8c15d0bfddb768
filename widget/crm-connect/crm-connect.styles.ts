import { css } from 'lit';

export const connectStyles = css`
  .row {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 12px;
    min-block-size: 64px;
  }
  :host([density='compact']) .row {
    padding-block: 9px;
    min-block-size: 56px;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 12px;
  }
  .name {
    font: 600 var(--_small) sans-serif;
    font-family: inherit;
  }
  .state {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
  }
  .state .icon {
    inline-size: 16px;
    block-size: 16px;
    stroke-width: 1.8;
  }
  .soft,
  .ask {
    color: var(--_text-soft);
  }
  .ask {
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
  }
  .sentence {
    overflow-wrap: anywhere;
  }
  .actions {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .row > .notice {
    grid-column: 2 / -1;
    margin-block-start: 10px;
  }
  .foot {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0 8px;
  }
  .foot > .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  .foot ul {
    display: grid;
    gap: 4px;
    margin: 8px 0 0;
    padding-inline-start: 16px;
    list-style: disc;
  }
  .foot slot {
    grid-column: 2;
  }
  .row-empty {
    padding: 0 var(--_pad) 20px;
  }
  .bones {
    align-items: center;
  }
  .bones .bone + .bone {
    margin-block-start: 8px;
  }
  .bones-head {
    display: grid;
    align-content: center;
    gap: 8px;
    min-block-size: 68px;
  }
  .tile-bone {
    inline-size: 36px;
    block-size: 36px;
  }
  .button-bone {
    inline-size: 84px;
    block-size: 32px;
  }
  .w-24 {
    inline-size: 96px;
    block-size: 14px;
  }
  .w-28 {
    inline-size: min(112px, 60%);
  }
  .w-48 {
    inline-size: min(188px, 90%);
  }
  .w-60 {
    inline-size: min(240px, 90%);
  }
  details {
    margin-block-start: 8px;
    color: var(--_text-soft);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
  }
  summary {
    cursor: pointer;
    padding-block: 4px;
  }
  @container crm (inline-size < 460px) {
    .row {
      grid-template-columns: auto minmax(0, 1fr);
    }
    .row > .actions {
      grid-column: 2;
      order: 1;
      margin-block-start: 10px;
    }
    .tile {
      align-self: start;
    }
    .row.bones .button-bone {
      grid-column: 2;
      margin-block-start: 8px;
    }
  }
`;
