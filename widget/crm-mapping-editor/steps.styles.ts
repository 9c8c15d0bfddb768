import { css } from 'lit';

/** The panels of a row's conversion and rules, and the list one of several values is chosen from. */
export const stepsStyles = css`
  .popover.conversion,
  .popover.rules {
    inline-size: min(360px, 100vw - 16px);
    padding: 10px 12px 12px;
  }
  .popover.choice {
    inline-size: min(320px, 100vw - 16px);
  }
  .popover.choice .options {
    max-block-size: 280px;
  }
  .popover.choice .what {
    flex: 1;
    overflow-wrap: anywhere;
  }
  .popover.choice .blank {
    color: var(--_text-soft);
  }
  .popover.choice .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  .popover.conversion .pick-title,
  .popover.conversion .none,
  .popover.rules .pick-title {
    padding: 0 2px 8px;
  }
  .hint {
    color: var(--_text-soft);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
  }
  .chip.rules {
    text-align: start;
  }
  .steps {
    display: grid;
    gap: 6px;
    margin: 0 0 8px;
    padding: 0;
    list-style: none;
  }
  .step {
    min-inline-size: 0;
    padding-block: 2px 4px;
    padding-inline: 12px 4px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-control);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
  }
  .step-head {
    display: flex;
    align-items: center;
    min-block-size: 32px;
  }
  .step-head .what {
    display: block;
    flex: 1;
    font-weight: 500;
  }
  .step-head .btn[aria-disabled='true'] {
    border-color: transparent;
    background: none;
    color: var(--_line-strong);
  }
  .setting {
    margin-block-end: 6px;
    padding-inline-end: 8px;
  }
  .setting .label {
    margin-block-end: 2px;
    color: var(--_text-soft);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
  }
  .setting .input {
    min-block-size: var(--_button);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
  }
  .setting textarea {
    resize: vertical;
  }
  .separator {
    display: flex;
    gap: 6px;
  }
  .setting .buttons,
  .step > .buttons {
    gap: 4px;
    margin-block-start: 6px;
  }
  .lookup {
    inline-size: 100%;
    border-spacing: 0;
  }
  .lookup th {
    padding: 0 2px 2px;
    color: var(--_text-faint);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
    text-align: start;
  }
  .lookup td {
    padding: 0 4px 4px 0;
    padding-inline: 0 4px;
  }
  .lookup td:last-child {
    inline-size: var(--_button);
    padding-inline-end: 0;
  }
  .after {
    margin-block-start: 6px;
    padding-inline-end: 8px;
    color: var(--_text-soft);
    overflow-wrap: anywhere;
  }
  .after .icon,
  .try .icon {
    inline-size: 14px;
    block-size: 14px;
    margin-inline-end: 3px;
    vertical-align: -2px;
  }
  .add-step {
    appearance: none;
    min-block-size: var(--_button);
    max-inline-size: 100%;
    padding: 4px 10px;
    border: 1px solid transparent;
    border-radius: var(--_radius-control);
    background: var(--_surface);
    color: var(--_text);
    font: 500 var(--_small) sans-serif;
    font-family: inherit;
    cursor: pointer;
  }
  .add-step:hover {
    background: var(--_hover);
  }
  .try {
    margin: 8px -12px 0;
    padding: 10px 14px 0;
    border-block-start: 1px solid var(--_line);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
    overflow-wrap: anywhere;
  }
  .rule-group {
    padding-block-end: 10px;
  }
  .rule-group > .label {
    margin: 0;
    padding-block-end: 2px;
  }
  .check {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    margin: 2px 0 0;
    accent-color: var(--_accent);
  }
  .rule {
    display: flex;
    align-items: flex-start;
    gap: 8px;
    padding-block: 3px;
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
    cursor: pointer;
  }
  @media (pointer: coarse) {
    .add-step,
    .setting .input,
    .rule {
      min-block-size: 44px;
    }
  }
`;
