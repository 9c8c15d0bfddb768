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
  .save-bar > .words {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 8px;
  }
  .save-bar .sentence,
  .note[open] {
    flex: 1 0 100%;
  }
  .save-bar .where {
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
    /* A line of small text is lower than a target may be. */
    padding-block-start: 5px;
    min-block-size: 24px;
  }
  .note {
    min-inline-size: 0;
    color: var(--_text-soft);
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
