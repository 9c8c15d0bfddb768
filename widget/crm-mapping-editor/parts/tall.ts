import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

/** Gives an element a height through its style object: a strict style policy forbids style attributes. */
export const tall = directive(
  class extends Directive {
    override render(_px: number): typeof noChange {
      return noChange;
    }
    override update({ element }: ElementPart, [px]: [number]): typeof noChange {
      (element as HTMLElement).style.setProperty('block-size', `${px}px`);
      return noChange;
    }
  },
);
