import { Fault, isEmpty, type Step } from './conversion.js';

/** A step of a chain; one that does not take empty values is passed over when there is none. */
export interface Link {
  readonly step: Step;
  readonly takesEmpty: boolean;
}

/**
 * Joins steps into one function of a value that is not empty. A fault ends the chain; a value that becomes empty
 * under way goes only through the steps that take one.
 */
export function joinLinks(links: readonly Link[]): Step {
  const [first, ...rest] = links;
  if (first === undefined) return (value) => value;
  return rest.reduce<Step>((before, link) => follow(before, link), first.step);
}

function follow(before: Step, { step, takesEmpty }: Link): Step {
  if (takesEmpty) {
    return (input) => {
      const value = before(input);
      return value instanceof Fault ? value : step(value);
    };
  }
  return (input) => {
    const value = before(input);
    return value === null || value === undefined || value === '' || value instanceof Fault
      ? value
      : step(value);
  };
}

/** What the chain makes of nothing: the same for every record, so it is worked out once. */
export function runOnEmpty(links: readonly Link[]): unknown {
  let value: unknown = null;
  for (const { step, takesEmpty } of links) {
    if (value instanceof Fault) return value;
    if (takesEmpty || !isEmpty(value)) value = step(value);
  }
  return value;
}
