import { css } from 'lit';
import { form } from '../../styles/form.js';

export const actStyles = css`
  ${form}
  .ask {
    display: grid;
    gap: 12px;
  }
  .list {
    max-block-size: 318px;
    padding: 6px var(--_pad) 8px;
    overflow-y: auto;
    border-block-start: 1px solid var(--_line);
    font-size: calc(0.8125rem * var(--_scale));
    line-height: calc(1.125rem * var(--_scale));
  }
  .list:focus-visible {
    outline-offset: -3px;
    border-radius: 0 0 var(--_radius) var(--_radius);
  }
  .list li {
    padding: 6px 0;
    overflow-wrap: anywhere;
  }
  .list li .icon {
    inline-size: 14px;
    block-size: 14px;
    margin-inline-start: 4px;
    vertical-align: -2px;
    color: var(--_text-faint);
  }
  .refused > .list {
    margin-block-end: 20px;
    border-block-end: 1px solid var(--_line);
    border-radius: 0;
  }
  .list .row-line {
    display: flex;
    align-items: start;
    gap: 12px;
  }
  .grow {
    flex: 1;
    min-inline-size: 0;
  }
  .kind {
    color: var(--_text-faint);
  }
  .list > .sentence {
    padding-block: 6px;
  }
  .list > .btn {
    margin-inline-start: -10px;
  }
  .list .bone {
    inline-size: 45%;
    margin-block: 10px 6px;
  }
  .list .bone.short {
    inline-size: 60%;
    margin-block: 0 12px;
  }
  @media (forced-colors: active) {
    .list > .btn {
      margin-inline-start: 0;
    }
  }
  .detail {
    display: block;
    color: var(--_text-soft);
  }
`;
