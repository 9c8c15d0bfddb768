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
  .filters {
    display: flex;
    gap: 4px;
    padding: 0 var(--_pad) 8px;
  }
  .filters .btn {
    margin-inline-start: 0;
  }
  .filters [aria-pressed='true'] {
    background: var(--_hover);
    font-weight: 600;
  }
  .list .sign .icon {
    margin: 1px 0 0;
    color: inherit;
  }
  .list .sign + .grow {
    margin-inline-start: -6px;
  }
  .list .when {
    min-inline-size: 0;
  }
  .entry {
    inline-size: 100%;
    min-block-size: 24px;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .entry > .icon {
    transition: transform var(--_quick);
  }
  :host .entry[aria-expanded='true'] > .icon.mirrored {
    transform: rotate(90deg);
  }
  .run {
    display: grid;
    gap: 6px;
    padding: 6px 0 4px;
    padding-inline-start: 20px;
    color: var(--_text-soft);
  }
  .run .code {
    margin: 0;
    padding: 0;
    user-select: all;
  }
  .run li {
    padding: 2px 0;
  }
  .detail {
    display: block;
    color: var(--_text-soft);
  }
`;
