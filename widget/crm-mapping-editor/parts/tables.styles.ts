import { css } from 'lit';

/** Tables under a row: values and stages. */
export const tableStyles = css`
  .values {
    margin: 0 var(--_pad) 14px;
    overflow: hidden;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-control);
    background: var(--_sunken);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
  }
  .value {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 20px minmax(0, 1.4fr);
    align-items: center;
    column-gap: 12px;
    min-block-size: 38px;
    padding: 3px 12px;
  }
  .value + .value {
    border-block-start: 1px solid var(--_line);
  }
  .value.heads {
    min-block-size: 28px;
    color: var(--_text-faint);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
  }
  .value.wide {
    grid-template-columns: minmax(0, 1fr);
  }
  .value.hint {
    min-block-size: 28px;
    color: var(--_text-soft);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
  }
  .value > span {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .value span > .icon {
    display: block;
    inline-size: 16px;
    block-size: 16px;
    color: var(--_text-soft);
  }
  .value .select,
  .value .input {
    min-block-size: 30px;
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
  }
  .value .select .name {
    flex: 1;
  }
  .value .select.warn {
    color: var(--_warn);
  }
  .value .input.warn {
    border-color: var(--_warn);
  }
  .value .find .icon {
    position: absolute;
    color: var(--_text-soft);
  }
  .value .find {
    max-inline-size: 320px;
  }
  .new,
  .move,
  .several,
  .several label,
  .move label {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }
  .new .input {
    flex: 0 1 260px;
  }
  .move .select {
    flex: 1 1 180px;
    inline-size: auto;
  }
  .several select {
    flex: 0 1 170px;
    inline-size: auto;
  }
  .several select:disabled {
    border-color: var(--_line);
    color: var(--_text-faint);
  }
  .several label,
  .move label {
    min-block-size: 28px;
    cursor: pointer;
  }
  .value .check {
    inline-size: 16px;
    block-size: 16px;
    margin: 0;
    accent-color: var(--_accent);
  }
  .segments {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .segments button {
    appearance: none;
    min-block-size: 28px;
    padding: 2px 10px;
    border: 1px solid var(--_line-control);
    border-radius: var(--_radius-chip);
    background: var(--_surface);
    color: var(--_text-soft);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
    cursor: pointer;
  }
  .segments button[aria-pressed='true'] {
    border-color: var(--_line-strong);
    background: var(--_hover);
    color: var(--_text);
    font-weight: 600;
  }
  @container crm (inline-size < 640px) {
    .value {
      grid-template-columns: minmax(0, 1fr);
      row-gap: 4px;
      padding-block: 8px;
    }
    .value.heads,
    .value:not(.wide) > span:nth-child(2) {
      display: none;
    }
  }
  @media (pointer: coarse) {
    .segments button,
    .value .select,
    .value .input,
    .several label,
    .move label {
      min-block-size: 44px;
    }
  }
`;
