import { css } from 'lit';

/** Native popovers, and the menus in them. internal/popover.ts places them. */
export const menu = css`
  .popover {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 6px;
    overflow: auto;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
  }
  .menu {
    min-inline-size: 220px;
  }
  .item {
    appearance: none;
    display: flex;
    align-items: center;
    gap: 10px;
    inline-size: 100%;
    min-block-size: 32px;
    padding: 6px 10px;
    border: 0;
    border-radius: var(--_radius-control);
    background: none;
    color: inherit;
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
    text-align: start;
    text-decoration: none;
    cursor: pointer;
  }
  .item:hover,
  .item:focus-visible {
    background: var(--_hover);
  }
  .item:focus-visible {
    outline-offset: -2px;
  }
  .item .icon {
    inline-size: 16px;
    block-size: 16px;
    stroke-width: 1.8;
    color: var(--_text-soft);
  }
  .item.bad {
    color: var(--_bad);
  }
  .separator {
    margin: 6px -6px;
    border: 0;
    border-block-start: 1px solid var(--_line);
  }
  @media (pointer: coarse) {
    .item {
      min-block-size: 44px;
    }
  }
`;
