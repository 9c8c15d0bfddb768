import { css } from 'lit';

export const skeletonStyles = css`
  .bones {
    display: grid;
    grid-template-columns: 20fr 27fr 18fr 25fr;
    align-items: center;
    column-gap: 5%;
    min-block-size: 52px;
    padding: 6px var(--_pad);
  }
  .bones + .bones {
    border-block-start: 1px solid var(--_line);
  }
  .bones.head {
    min-block-size: 44px;
  }
  /* The bar and the heads of the columns: nothing moves when the rows come. */
  .bones.head + .bones.head {
    min-block-size: 84px;
  }
  .bone + .bone {
    margin-block-start: 8px;
  }
  .bones > .bone {
    margin: 0;
  }
  .bone.short {
    inline-size: 45%;
  }
  .bone.box {
    block-size: 32px;
  }
  @container crm (inline-size < 640px) {
    .bones {
      grid-template-columns: 1fr 2fr;
    }
    .bones > :nth-child(n + 3) {
      display: none;
    }
  }
`;
