import { css } from 'lit';

/** Labels, text inputs, select buttons, radios, and the sentence under a field that is wrong. */
export const form = css`
  .label {
    display: block;
    margin-block-end: 4px;
    font: 500 var(--_small) sans-serif;
    font-family: inherit;
  }
  .input,
  .select {
    display: flex;
    align-items: center;
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: var(--_input);
    margin: 0;
    padding: 4px 10px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius-control);
    background: var(--_surface);
    color: var(--_text);
    font: 400 var(--_body) sans-serif;
    font-family: inherit;
    text-align: start;
  }
  .select {
    gap: 8px;
    border-color: var(--_line-control);
    cursor: pointer;
  }
  .select:hover {
    background: var(--_hover);
  }
  .input::placeholder {
    color: var(--_text-faint);
    opacity: 1;
  }
  .input[aria-invalid='true'] {
    border-color: var(--_bad);
    box-shadow: inset 0 0 0 1px var(--_bad);
  }
  .input:focus-visible {
    outline-offset: 1px;
  }
  .error {
    display: flex;
    gap: 5px;
    margin-block-start: 4px;
    color: var(--_bad);
    font: 400 var(--_note) sans-serif;
    font-family: inherit;
  }
  .error .icon {
    inline-size: 16px;
    block-size: 16px;
  }
  .radio {
    appearance: none;
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    margin: 2px 0 0;
    border: 1.5px solid var(--_line-strong);
    border-radius: 50%;
    background: var(--_surface);
  }
  .radio:checked {
    border-color: var(--_accent);
    background: radial-gradient(circle, var(--_accent) 4px, transparent 4.5px);
  }
  @media (forced-colors: active) {
    .radio:checked {
      forced-color-adjust: none;
      border-color: Highlight;
      background: radial-gradient(circle, Highlight 4px, Canvas 4.5px);
    }
  }
`;
