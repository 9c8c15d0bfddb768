import { css } from 'lit';
import { menu } from '../styles/menu.js';
import { gridPanelStyles } from './grid.styles.js';
import { stepsStyles } from './steps.styles.js';

const picker = css`
  .picker {
    inline-size: min(420px, 100vw - 16px);
  }
  .picker:popover-open {
    display: flex;
    flex-direction: column;
    max-block-size: 460px;
    overflow: hidden;
  }
  .picker .input {
    min-block-size: var(--_input);
  }
  .options {
    flex: 0 1 auto;
    min-block-size: 90px;
    max-block-size: 320px;
    margin: 6px 0 0;
    overflow: auto;
    overscroll-behavior: contain;
    overflow-anchor: none;
  }
  .group,
  .pick-title {
    padding: 7px 10px 3px;
    color: var(--_text-soft);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
  }
  .pick-title {
    padding-block: 4px 6px;
    color: var(--_text);
    font: 600 var(--_small) sans-serif;
    font-family: inherit;
  }
  .option {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 34px;
    padding: 4px 10px;
    border-radius: var(--_radius-control);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
    cursor: pointer;
  }
  .option:hover,
  .option.active {
    background: var(--_hover);
  }
  .option .name {
    font-weight: 500;
  }
  .option .names {
    block-size: calc(1.125rem * var(--_scale));
  }
  .option .names .name {
    flex: 0 0 auto;
  }
  .option .names .api {
    line-height: calc(1.125rem * var(--_scale));
  }
  .option[aria-disabled='true'] {
    color: var(--_text-faint);
    cursor: default;
  }
  .option[aria-disabled='true'] .name {
    font-weight: 400;
  }
  .option[aria-selected='true'] .type {
    color: var(--_text);
  }
  .what {
    display: grid;
    flex: 1;
    min-inline-size: 0;
  }
  .note {
    overflow: hidden;
    color: var(--_text-soft);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .type {
    flex: none;
    color: var(--_text-faint);
  }
  .type .icon {
    display: block;
    inline-size: 16px;
    block-size: 16px;
  }
  .samples {
    flex: 0 1 auto;
    max-inline-size: 40%;
    overflow: hidden;
    color: var(--_text-soft);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .none {
    padding: 8px 10px;
    color: var(--_text-soft);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
  }
  .actions {
    flex: none;
    margin: 6px -6px 0;
    padding: 6px 6px 0;
    border-block-start: 1px solid var(--_line);
  }
  .order {
    display: grid;
    gap: 4px;
    margin: 0 0 8px;
    padding: 0;
    list-style: none;
    counter-reset: step;
  }
  .order li {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 2px 4px 2px 12px;
    padding-inline: 12px 4px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-control);
    font: 400 var(--_small) sans-serif;
    font-family: inherit;
    min-block-size: 38px;
  }
  .order li::before {
    counter-increment: step;
    content: counter(step);
    inline-size: 16px;
    color: var(--_text-faint);
  }
  .order bdi {
    flex: 1;
  }
`;

const dialog = css`
  .dialog {
    inline-size: min(720px, 100vw - 32px);
    max-block-size: min(720px, 100vh - 48px);
    padding: 20px;
    overflow: auto;
    overscroll-behavior: contain;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
  }
  .dialog::backdrop {
    background: rgb(0 0 0 / 0.32);
  }
`;

/** The popovers a field and its conversion are chosen in, menus, and the frame of dialogs. */
export const overlayStyles = [menu, picker, stepsStyles, dialog, gridPanelStyles];
