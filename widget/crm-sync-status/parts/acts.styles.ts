import { css } from 'lit';

export const actStyles = css`
  .ask {
    display: grid;
    gap: 12px;
  }
`;
