import { css } from 'lit';
import { form } from '../../styles/form.js';
import { menu } from '../../styles/menu.js';

export const actStyles = css`
  ${form}
  ${menu}
  .stale {
    margin: 0 var(--_pad) 12px;
  }
  .notice > .icon {
    margin-inline-end: -6px;
    color: var(--_bad);
    inline-size: 16px;
    block-size: 16px;
  }
  .view {
    display: grid;
    gap: 16px;
    padding: 16px var(--_pad) 20px;
  }
  .view-head {
    display: flex;
    gap: 12px;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    align-items: start;
    gap: 16px 12px;
  }
  .wide {
    grid-column: 1 / -1;
  }
  .label-line {
    display: flex;
    justify-content: space-between;
    align-items: baseline;
    gap: 12px;
  }
  .label-line .link {
    color: var(--_text-soft);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
  }
  .control {
    position: relative;
  }
  .control .btn {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 4px;
    margin-block: auto;
    block-size: 28px;
    min-block-size: 28px;
    inline-size: 28px;
  }
  .control:has(.btn) .input {
    padding-inline-end: 40px;
  }
  fieldset {
    display: grid;
    gap: 10px;
  }
  .option {
    display: flex;
    gap: 12px;
    cursor: pointer;
  }
  .option-label {
    display: block;
    font: 500 var(--_small) sans-serif;
    font-family: inherit;
  }
  /* Takes the focus so that it is read out; nothing can be done on it. */
  .title:focus {
    outline: none;
  }
  @container crm (inline-size < 460px) {
    .fields {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
