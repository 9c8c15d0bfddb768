import { css } from 'lit';

/**
 * Every colour and measure, from five values a host may set on the element or above it: `--crm-accent`,
 * `--crm-surface`, `--crm-text`, `--crm-radius`, `--crm-font` (and `--crm-scale`). Each derived one can be set too.
 * Inside the elements the private names (`--_line`) are used: a public name set here would hide the host's.
 */
export const tokens = css`
  :host {
    --_accent: var(--crm-accent, light-dark(#1d2026, #eceef1));
    --_surface: var(--crm-surface, light-dark(#fff, #16181c));
    --_text: var(--crm-text, light-dark(#17191e, #f1f2f4));
    --_text-soft: var(--crm-text-soft, color-mix(in oklab, var(--_surface), var(--_text) 78%));
    --_text-faint: var(--crm-text-faint, color-mix(in oklab, var(--_surface), var(--_text) 67%));
    --_line-strong: var(--crm-line-strong, color-mix(in oklab, var(--_surface), var(--_text) 54%));
    --_line-control: var(--crm-line-control, color-mix(in oklab, var(--_surface), var(--_text) 20%));
    --_line: var(--crm-line, color-mix(in oklab, var(--_surface), var(--_text) 12%));
    --_hover: var(--crm-hover, color-mix(in oklab, var(--_surface), var(--_text) 6%));
    --_sunken: var(--crm-sunken, color-mix(in oklab, var(--_surface), var(--_text) 3%));
    --_good: var(--crm-good, light-dark(#17693f, #6ccb98));
    --_warn: var(--crm-warn, light-dark(#80500a, #e8b85f));
    --_bad: var(--crm-bad, light-dark(#a8281f, #ff9d92));
    --_info: var(--crm-info, light-dark(#22569c, #8fbcff));
    --_focus: var(--crm-focus, light-dark(#1f66d6, #7fb2ff));
    --_good-soft: var(--crm-good-soft, color-mix(in oklab, var(--_surface), var(--_good) 8%));
    --_info-soft: var(--crm-info-soft, color-mix(in oklab, var(--_surface), var(--_info) 8%));
    --_warn-soft: var(--crm-warn-soft, color-mix(in oklab, var(--_surface), light-dark(#e3a008, #e8b85f) 12%));
    --_bad-soft: var(--crm-bad-soft, color-mix(in oklab, var(--_surface), light-dark(#e5483b, #ff9d92) 9%));
    --_on-accent: var(--crm-on-accent, light-dark(#fff, #000));
    --_on-bad: light-dark(#fff, #17191e);
    --_radius: var(--crm-radius, 10px);
    --_radius-control: calc(var(--_radius) * 0.7);
    --_radius-chip: calc(var(--_radius) * 0.5);
    --_scale: var(--crm-scale, 1);
    --_note: calc(0.75rem * var(--_scale)) / calc(1rem * var(--_scale));
    --_small: calc(0.8125rem * var(--_scale)) / calc(1.125rem * var(--_scale));
    --_body: calc(0.875rem * var(--_scale)) / calc(1.25rem * var(--_scale));
    --_title: calc(0.9375rem * var(--_scale)) / calc(1.25rem * var(--_scale));
    --_button: 32px;
    --_input: 36px;
    --_pad: 20px;
    --_shadow: 0 1px 2px rgb(0 0 0 / 0.06), 0 8px 24px rgb(0 0 0 / 0.1);
    --_quick: 120ms ease-out;
    color: var(--_text);
    font-family: var(--crm-font, inherit);
  }
  @supports (color: color(from red xyz-d65 x y z)) {
    :host {
      /* White or black, whichever reads on the accent: never below 4.5 to 1. */
      --_on-accent: var(
        --crm-on-accent,
        color(
          from var(--_accent) xyz-d65 clamp(0, (0.179 - y) * 100000, 0.9505) clamp(0, (0.179 - y) * 100000, 1)
            clamp(0, (0.179 - y) * 100000, 1.089)
        )
      );
    }
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  :host([density='compact']) {
    --_button: 28px;
    --_pad: 16px;
  }
  @media (pointer: coarse) {
    :host {
      --_button: 44px;
      --_input: 44px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    :host {
      --_quick: 0s;
    }
  }
`;
