import { css } from 'lit';

/** Cards: head, rows, provider tile, notice, centred message, skeleton. The element is the size container `crm`. */
export const card = css`
  :host {
    display: block;
    container: crm / inline-size;
  }
  .card {
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    font-size: calc(0.875rem * var(--_scale));
    line-height: calc(1.25rem * var(--_scale));
  }
  .head {
    padding: 16px var(--_pad) 12px;
  }
  .title {
    font: 600 var(--_title) sans-serif;
    font-family: inherit;
  }
  .sentence {
    color: var(--_text-soft);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
  }
  .row,
  .foot {
    padding: 14px var(--_pad);
    border-block-start: 1px solid var(--_line);
  }
  .foot {
    padding-block: 12px;
    color: var(--_text-soft);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
  }
  .tile {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    overflow: hidden;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-control);
    background: var(--_sunken);
    color: var(--_text-soft);
    font: 600 var(--_small) sans-serif;
    font-family: inherit;
  }
  .tile.small {
    inline-size: 28px;
    block-size: 28px;
    font-size: calc(0.6875rem * var(--_scale));
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 10px 12px;
    border-radius: var(--_radius-control);
    background: var(--_hover);
    color: var(--_text);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
  }
  .notice > p {
    flex: 1 1 160px;
  }
  .notice.warn {
    background: var(--_warn-soft);
    color: var(--_text);
  }
  .notice.bad {
    background: var(--_bad-soft);
    color: var(--_text);
  }
  .notice.good {
    background: var(--_good-soft);
    color: var(--_text);
  }
  .notice.info {
    background: var(--_info-soft);
    color: var(--_text);
  }
  .message {
    display: grid;
    justify-items: center;
    gap: 4px;
    padding: 28px var(--_pad);
    text-align: center;
  }
  .message .sentence {
    max-inline-size: 34ch;
    text-wrap: balance;
  }
  .message > .icon {
    margin-block-end: 4px;
    color: var(--_text-soft);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .message .buttons {
    justify-content: center;
    margin-block-start: 10px;
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
  @container crm (inline-size < 460px) {
    .card {
      --_pad: 16px;
    }
  }
  @media (forced-colors: active) {
    .bone {
      background: GrayText;
    }
    .notice {
      border: 1px solid;
    }
  }
`;
