import { css } from 'lit';

/** What the save bar says of the changes, the note to them, and what came of a press. */
export const saveBarStyles = css`
  .under .notice.good > .icon {
    color: var(--_good);
  }
  .under .notice > .icon-only {
    margin-block: -4px;
    margin-inline: 0 -6px;
  }
  .save-bar .where {
    margin-inline-start: 6px;
    color: var(--_text-soft);
  }
  .save-bar .sentence > .icon {
    inline-size: 14px;
    block-size: 14px;
    margin-inline-end: 6px;
    vertical-align: -2px;
  }
  .save-bar .sentence {
    font-variant-numeric: tabular-nums;
  }
  .save-bar .sentence > .link,
  .note > summary {
    display: inline-block;
    min-block-size: 18px;
  }
  .note {
    display: inline-block;
    max-inline-size: 100%;
    margin-inline-start: 8px;
    color: var(--_text-soft);
  }
  .note[open] {
    display: block;
    margin: 4px 0 0;
  }
  .note > summary {
    list-style: none;
  }
  .note > summary::-webkit-details-marker {
    display: none;
  }
  .note > .input {
    max-inline-size: 480px;
    margin-block-start: 8px;
    min-block-size: var(--_button);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
  }
`;
