import { css } from 'lit';

/** What every element uses: boxes, focus, icons, spinner, the plain and the solid button, links, skeleton bones. */
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
  .btn.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .btn.primary:hover {
    background: color-mix(in oklab, var(--_accent), var(--_on-accent) 8%);
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
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  /* Shown after 150 ms, so that a quick answer never flashes it. */
  .bone {
    display: block;
    block-size: 10px;
    border-radius: var(--_radius-chip);
    background: var(--_hover);
    animation: appear 1ms 150ms both;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    /* What is drawn is not recoloured by itself, unlike words. */
    .icon {
      color: inherit !important;
    }
    .bone {
      background: GrayText;
    }
    .btn.primary {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
