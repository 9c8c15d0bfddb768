import { css } from 'lit';

export const statusStyles = css`
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr));
    align-items: start;
    gap: 16px;
  }
  .card {
    --_pad: 16px;
    display: flow-root;
    font-variant-numeric: tabular-nums;
  }
  .top {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 32px;
    margin: 12px var(--_pad) 0;
  }
  .crm {
    flex: 1;
    min-inline-size: 0;
    font-size: calc(0.9375rem * var(--_scale));
    line-height: calc(1.25rem * var(--_scale));
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .tool {
    flex: none;
    margin-inline-end: -6px;
  }
  .tool.btn:not(.quiet) {
    margin-inline-end: 0;
  }
  .pair {
    display: inline-flex;
    gap: 4px;
  }
  .pair .icon-only {
    inline-size: 28px;
  }
  .pair .icon-only .icon {
    inline-size: 18px;
    block-size: 18px;
    stroke-width: 1.6;
  }
  .pair .icon-only .dots {
    stroke-width: 2.2;
  }
  .health {
    display: flex;
    gap: 8px;
    margin: 12px var(--_pad) 16px;
  }
  .compact .health {
    margin: 12px var(--_pad);
  }
  .words {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .title {
    font-size: calc(0.9375rem * var(--_scale));
    line-height: calc(1.25rem * var(--_scale));
    font-weight: 600;
  }
  .sentence {
    font-size: calc(0.8125rem * var(--_scale));
    line-height: calc(1.125rem * var(--_scale));
    font-weight: 400;
  }
  .words .sentence {
    margin-block-start: 2px;
  }
  .sign {
    flex: none;
    display: flex;
    color: var(--_text-soft);
  }
  .sign.good {
    color: var(--_good);
  }
  .sign.warn {
    color: var(--_warn);
  }
  .sign.bad {
    color: var(--_bad);
  }
  .sign.info {
    color: var(--_info);
  }
  .fix {
    display: flex;
    gap: 10px;
    margin: 0 var(--_pad) 16px;
  }
  .fix .icon {
    inline-size: 18px;
    block-size: 18px;
  }
  .card > .buttons,
  .held > .buttons,
  .refused > .buttons,
  .card > .notice,
  .aside {
    margin: 0 var(--_pad) 16px;
  }
  .held,
  .refused {
    display: flow-root;
  }
  .refused > .fix {
    margin-block-end: 10px;
  }
  .held + .held,
  .progress ~ .held {
    border-block-start: 1px solid var(--_line);
  }
  .bars,
  .progress {
    margin: -4px var(--_pad) 14px;
  }
  .bars svg {
    display: block;
    overflow: visible;
    fill: color-mix(in oklab, var(--_surface), var(--_text) 30%);
  }
  .ends {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 12px;
    margin-block-start: 4px;
    min-block-size: calc(1.125rem * var(--_scale));
    color: var(--_text-soft);
    font-size: calc(0.75rem * var(--_scale));
    line-height: calc(1.125rem * var(--_scale));
  }
  .repaired {
    margin: -6px var(--_pad) 14px;
    color: var(--_text-soft);
    font-size: calc(0.75rem * var(--_scale));
    line-height: calc(1.125rem * var(--_scale));
    text-wrap: pretty;
  }
  .ends.strong {
    margin-block: 0 6px;
    color: var(--_text);
    font-size: calc(0.8125rem * var(--_scale));
    font-weight: 500;
  }
  .track {
    block-size: 6px;
    overflow: hidden;
    border-radius: 3px;
    background: var(--_hover);
    box-shadow: inset 0 0 0 1px var(--_line);
  }
  .track svg {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    fill: var(--_accent);
  }
  :host(:dir(rtl)) .track svg,
  :host(:dir(rtl)) .bars svg {
    transform: scaleX(-1);
  }
  .track rect {
    transition: width 400ms linear;
  }
  .track.open rect {
    opacity: 0.45;
  }
  table,
  .steps {
    padding: 8px var(--_pad);
    border-block-start: 1px solid var(--_line);
    font-size: calc(0.8125rem * var(--_scale));
    line-height: calc(1.25rem * var(--_scale));
  }
  table {
    display: block;
  }
  tbody {
    display: block;
  }
  tbody tr,
  .steps li {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 28px;
  }
  th,
  td {
    padding: 0;
  }
  .name {
    flex: 1;
    min-inline-size: 0;
    font-weight: 400;
    text-align: start;
  }
  .count,
  .when {
    text-align: end;
  }
  .when {
    min-inline-size: 76px;
    color: var(--_text-faint);
  }
  .steps .icon {
    inline-size: 16px;
    block-size: 16px;
    stroke-width: 1.8;
  }
  .sign.faint {
    color: var(--_text-faint);
  }
  .stop {
    margin: 0 var(--_pad) 12px;
  }
  .stop > .btn.quiet {
    margin-inline-start: -10px;
  }
  .steps + .stop {
    margin-block-start: -2px;
  }
  details,
  .activity {
    border-block-start: 1px solid var(--_line);
    font-size: calc(0.75rem * var(--_scale));
    line-height: calc(1rem * var(--_scale));
  }
  details,
  .fold {
    padding: 12px var(--_pad);
  }
  summary,
  .fold {
    display: flex;
    align-items: center;
    gap: 6px;
    min-block-size: 24px;
    color: var(--_text-soft);
    font-weight: 500;
    list-style: none;
    cursor: pointer;
  }
  summary {
    margin-block: -4px;
  }
  .fold {
    inline-size: 100%;
    border: 0;
    background: none;
    font: inherit;
    font-weight: 500;
    outline-offset: -2px;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  .fold .icon,
  summary .icon {
    inline-size: 14px;
    block-size: 14px;
    stroke-width: 1.8;
    transition: transform var(--_quick);
  }
  :host .fold[aria-expanded='true'] > .icon.mirrored,
  :host details[open] summary .icon.mirrored {
    transform: rotate(90deg);
  }
  .code {
    display: grid;
    gap: 2px;
    margin-block-start: 8px;
    padding-inline-start: 20px;
    color: var(--_text-soft);
    font-family: ui-monospace, monospace;
    font-size: calc(0.6875rem * var(--_scale));
    overflow-wrap: anywhere;
    text-align: start;
  }
  .bones {
    display: grid;
    gap: 10px;
    align-content: start;
    min-block-size: 180px;
    padding: 16px var(--_pad);
  }
  .bones .bone:nth-of-type(1) {
    inline-size: 40%;
    block-size: 28px;
  }
  .bones .bone:nth-of-type(2) {
    inline-size: 55%;
  }
  .bones .bone:nth-of-type(3) {
    inline-size: 80%;
  }
  .bones .bone:nth-of-type(4) {
    inline-size: 100%;
    block-size: 64px;
  }
  @media (pointer: coarse) {
    .pair .icon-only {
      inline-size: 44px;
      block-size: 44px;
    }
    summary {
      min-block-size: 44px;
      margin-block: -12px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .track rect {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .stop > .btn.quiet {
      margin-inline-start: 0;
    }
    .track,
    .bars svg {
      forced-color-adjust: none;
      fill: CanvasText;
      background: Canvas;
    }
    .track {
      box-shadow: inset 0 0 0 1px CanvasText;
    }
    .track svg {
      fill: CanvasText;
    }
  }
`;
