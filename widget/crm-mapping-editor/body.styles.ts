import { css } from 'lit';
import { form } from '../styles/form.js';
import { gridStyles } from './grid.styles.js';

const layout = css`
  .top {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 4px 16px;
    min-block-size: 44px;
    padding-inline: var(--_pad);
    border-block-end: 1px solid var(--_line);
  }
  .tabs {
    display: flex;
    align-self: stretch;
    gap: 20px;
    min-inline-size: 0;
    overflow-x: auto;
    scrollbar-width: none;
  }
  .tab {
    appearance: none;
    position: relative;
    display: flex;
    flex: none;
    align-items: center;
    gap: 6px;
    min-block-size: 44px;
    padding: 2px 0 0;
    border: 0;
    border-block-end: 2px solid transparent;
    background: none;
    color: var(--_text-soft);
    font: 500 var(--_small) sans-serif;
    font-family: inherit;
    cursor: pointer;
  }
  .tab:hover {
    color: var(--_text);
  }
  .tab:focus-visible {
    outline-offset: -3px;
    border-radius: var(--_radius-chip);
  }
  .tab[aria-selected='true'] {
    border-color: var(--_accent);
    color: var(--_text);
    font-weight: 600;
  }
  .count {
    display: inline-flex;
    align-items: center;
    gap: 3px;
    color: var(--_text-faint);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  .count.warn {
    color: var(--_warn);
    font-weight: 500;
  }
  .count .icon {
    inline-size: 14px;
    block-size: 14px;
  }
  .dot {
    inline-size: 6px;
    block-size: 6px;
    border-radius: 50%;
    background: currentColor;
  }
  .provider {
    display: flex;
    flex: none;
    align-items: center;
    gap: 8px;
    color: var(--_text);
    font: 500 var(--_small) sans-serif;
    font-family: inherit;
  }
  button.provider {
    margin-inline-end: -8px;
    padding-inline: 8px;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 12px var(--_pad);
    border-block-end: 1px solid var(--_line);
  }
  .bar .btn.icon-only:last-child {
    margin-inline-end: -8px;
  }
  .bar .btn.icon-only:disabled {
    border-color: transparent;
    background: none;
    color: var(--_line-strong);
  }
  .find {
    position: relative;
    display: block;
  }
  .bar .find {
    flex: 0 1 248px;
    min-inline-size: 120px;
  }
  .find > .icon {
    position: absolute;
    inset-inline-start: 10px;
    inset-block-start: calc(50% - 8px);
    inline-size: 16px;
    block-size: 16px;
    color: var(--_text-soft);
    pointer-events: none;
  }
  .find .input {
    min-block-size: var(--_button);
    padding-inline-start: 34px;
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
  }
  .of {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    color: var(--_text-soft);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
    text-align: end;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .heads,
  .entry > .row {
    display: grid;
    grid-template-columns:
      minmax(0, 21fr) 32px minmax(0, 26fr) minmax(0, 20fr) minmax(0, 25fr)
      32px;
    align-items: center;
    column-gap: 12px;
    padding: 0 var(--_pad);
  }
  .grid > .heads {
    position: sticky;
    inset-block-start: var(--crm-sticky-top, 0);
    z-index: 1;
    min-block-size: 27px;
    border-block-end: 1px solid var(--_line);
    background: var(--_sunken);
    color: var(--_text-faint);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
  }
  .heads > span {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .entry {
    position: relative;
    border-block-end: 1px solid var(--_line);
  }
  .grid > .entry:last-child {
    border-block-end: 0;
  }
  .entry.changed::before {
    content: '';
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    inline-size: 2px;
    background: var(--_accent);
  }
  .entry > .row {
    min-block-size: 52px;
    padding-block: 6px;
    border: 0;
  }
  :host([density='compact']) .entry > .row {
    min-block-size: 44px;
    padding-block: 3px;
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .api {
    color: var(--_text-faint);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
  }
  .ours {
    display: grid;
    min-inline-size: 0;
  }
  .ours .name {
    font-weight: 500;
    line-height: calc(1.125rem * var(--_scale));
  }
  .ours .api {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .theirs {
    min-inline-size: 0;
  }
  .entry .select {
    min-block-size: max(36px, var(--_button));
    padding-block: 2px;
  }
  .select .icon,
  .btn.filter .icon,
  button.provider > .icon {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    color: var(--_text-soft);
  }
  .select.blank {
    border-style: dashed;
    border-color: var(--_line-strong);
    color: var(--_text-soft);
  }
  .select.warn {
    border-color: var(--_warn);
    color: var(--_text);
  }
  .select.bad {
    border-color: var(--_bad);
    color: var(--_text);
  }
  .select[aria-disabled='true'] {
    cursor: default;
    background: none;
  }
  .select[aria-disabled='true'] .icon {
    visibility: hidden;
  }
  /* Label first: an API name that does not fit wraps to the next line, which is cut away whole. */
  .names {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    gap: 0 8px;
    min-inline-size: 0;
    block-size: calc(1.25rem * var(--_scale));
    overflow: hidden;
  }
  .names .name {
    flex: 1 0 auto;
    max-inline-size: 100%;
  }
  .names .api {
    line-height: calc(1.25rem * var(--_scale));
  }
  .steps-cell {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    min-inline-size: 0;
  }
  .chips {
    appearance: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    min-block-size: 28px;
    padding: 0;
    border: 0;
    border-radius: var(--_radius-chip);
    background: none;
    color: var(--_text-soft);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
    text-align: start;
    cursor: pointer;
  }
  .chips[aria-disabled='true'] {
    cursor: default;
  }
  .chips:not([aria-disabled='true']):hover .chip,
  button.chip:hover {
    background: color-mix(in oklab, var(--_surface), var(--_text) 10%);
  }
  .chips:hover .add {
    color: var(--_text);
  }
  button.chip {
    min-block-size: 24px;
    cursor: pointer;
  }
  .chip.gap {
    background: var(--_warn-soft);
    color: var(--_warn);
  }
  .chip .icon,
  .add .icon {
    inline-size: 14px;
    block-size: 14px;
  }
  .add {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 2px;
  }
  .sample {
    display: grid;
    min-inline-size: 0;
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
    font-variant-numeric: tabular-nums;
  }
  .sample .line {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    line-height: calc(1.0625rem * var(--_scale));
  }
  .before {
    color: var(--_text-faint);
  }
  .sample .icon,
  .try .icon {
    inline-size: 14px;
    block-size: 14px;
    margin-inline-end: 3px;
    vertical-align: -2px;
    color: var(--_text-soft);
  }
  .end {
    display: flex;
    justify-content: flex-end;
    margin-inline-end: -8px;
  }
  .under {
    padding: 0 var(--_pad) 10px;
  }
  .under .notice > .icon {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    color: var(--_warn);
  }
  .under .notice.bad > .icon {
    color: var(--_bad);
  }
  .save-bar {
    position: sticky;
    inset-block-end: 0;
    z-index: 1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    min-block-size: 60px;
    padding: 10px var(--_pad);
    border-block-start: 1px solid var(--_line);
    border-end-start-radius: var(--_radius);
    border-end-end-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: 0 -4px 12px rgb(0 0 0 / 0.04);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
  }
  .save-bar > p,
  .save-bar > .words {
    flex: 1 1 200px;
    min-inline-size: 0;
  }
  .save-bar > .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  .way .btn[aria-disabled='true'] {
    border-color: transparent;
    background: none;
  }
  .general {
    padding-block: 10px;
    border-block-end: 1px solid var(--_line);
  }
  .save-bar > p > .icon {
    inline-size: 16px;
    block-size: 16px;
    margin-inline-end: 8px;
    vertical-align: -3px;
  }
  .grow {
    flex: 1;
  }
`;

const narrow = css`
  @container crm (inline-size < 640px) {
    .grid > .heads {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      min-block-size: 0;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .top {
      flex-flow: column-reverse;
      align-items: stretch;
      gap: 0;
      padding: 0;
    }
    .provider {
      min-block-size: 44px;
      padding-inline: var(--_pad);
      border-block-end: 1px solid var(--_line);
    }
    button.provider {
      justify-content: flex-start;
      margin: 0;
      border-radius: 0;
    }
    .tabs {
      padding-inline: var(--_pad);
      mask-image: linear-gradient(to right, transparent, #000 16px calc(100% - 16px), transparent);
    }
    .bar {
      flex-wrap: wrap;
    }
    .bar .wide {
      display: none;
    }
    .bar .find {
      flex: 1 1 calc(100% - 48px);
    }
    .bar .btn.icon-only:last-child {
      order: -1;
    }
    .bar .find {
      order: -2;
    }
    .entry > .row {
      grid-template: 'ours ours end' 'way theirs theirs' '. conversion conversion' '. sample sample' / 32px minmax(
          0,
          1fr
        ) auto;
      row-gap: 4px;
      column-gap: 8px;
      padding-block: 8px 14px;
    }
    .entry .ours {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 0 8px;
      grid-area: ours;
      min-block-size: 20px;
    }
    .entry .way {
      grid-area: way;
    }
    .entry .theirs {
      grid-area: theirs;
    }
    .entry .steps-cell {
      grid-area: conversion;
    }
    .entry .sample {
      grid-area: sample;
    }
    .entry .end {
      grid-area: end;
    }
  }
  @container crm (inline-size < 460px) {
    .save-bar .btn {
      flex: 1;
    }
    .save-bar > p,
    .save-bar > .words {
      flex-basis: 100%;
    }
    .under .notice {
      position: relative;
      padding-inline-start: 40px;
    }
    .under .notice > .icon {
      position: absolute;
      inset-block-start: 12px;
      inset-inline-start: 12px;
    }
    .under .notice > p {
      flex-basis: 100%;
    }
  }
  @media (pointer: coarse) {
    .chips,
    button.chip,
    .entry .select {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .tab {
      border-color: Canvas;
    }
    .tab[aria-selected='true'],
    .option.active {
      border-color: Highlight;
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    .entry.changed::before,
    .dot {
      background: Highlight;
    }
  }
`;

/** Everything but the popovers. */
export const bodyStyles = [form, layout, narrow, gridStyles];
