import { css } from 'lit';

/** What every element uses: boxes, focus, icons, spinner, buttons, links, chips, words for assistive tech. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    font-synthesis: none;
    -webkit-font-smoothing: antialiased;
    text-align: start;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
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
  :focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
    scroll-margin: 72px 0;
  }
  .icon {
    flex: none;
    inline-size: 20px;
    block-size: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .icon.dots {
    stroke-width: 2;
  }
  :host(:dir(rtl)) .icon.mirrored {
    transform: scaleX(-1);
  }
  .spinner {
    color: var(--_info);
    animation: turn 900ms linear infinite;
  }
  .spinner circle {
    opacity: 0.25;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  .btn {
    appearance: none;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-block-size: var(--_button);
    margin: 0;
    padding: 4px 12px;
    border: 1px solid var(--_line-control);
    border-radius: var(--_radius-control);
    background: var(--_surface);
    color: var(--_text);
    font: 500 var(--_small) sans-serif;
    font-family: inherit;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
    transition:
      background var(--_quick),
      border-color var(--_quick);
  }
  .btn .icon {
    inline-size: 16px;
    block-size: 16px;
    stroke-width: 1.8;
  }
  .btn:hover {
    background: var(--_hover);
  }
  .btn.quiet {
    border-color: transparent;
    background: none;
  }
  .btn.quiet:hover {
    background: var(--_hover);
  }
  .btn.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .btn.primary:hover {
    background: color-mix(in oklab, var(--_accent), var(--_on-accent) 8%);
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
  .link {
    appearance: none;
    position: relative;
    padding: 0;
    border: 0;
    border-block-end: 1px solid var(--_line-strong);
    background: none;
    color: inherit;
    font: inherit;
    text-decoration: none;
    cursor: pointer;
  }
  .link:hover {
    border-color: currentColor;
  }
  /* Drawn as text, but never a smaller target than 24 px (44 by touch). */
  .link::after {
    content: '';
    position: absolute;
    inset: -4px -2px;
  }
  @media (pointer: coarse) {
    .link::after {
      inset: -14px -2px;
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
  .good {
    color: var(--_good);
  }
  .warn {
    color: var(--_warn);
  }
  .bad {
    color: var(--_bad);
  }
  .info {
    color: var(--_info);
  }
  .tabular {
    font-variant-numeric: tabular-nums;
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .btn.primary,
    .btn.danger {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
