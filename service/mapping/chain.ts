import { Fault, isEmpty, type Source, type Step } from './conversion.js';

/** A step of a chain; one that does not take empty values is passed over when there is none. */
export interface Link {
  readonly step: Step;
  readonly takesEmpty: boolean;
  /** Whether what it makes of nothing depends on the record. */
  readonly readsRecord: boolean;
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
    return (input, record) => {
      const value = before(input, record);
      return value instanceof Fault ? value : step(value, record);
    };
  }
  return (input, record) => {
    const value = before(input, record);
    return value === null || value === undefined || value === '' || value instanceof Fault
      ? value
      : step(value, record);
  };
}

/** What the chain makes of nothing. Where no link reads the record it is the same for every one. */
export function runOnEmpty(links: readonly Link[], record: Source): unknown {
  let value: unknown = null;
  for (const { step, takesEmpty } of links) {
    if (value instanceof Fault) return value;
    if (takesEmpty || !isEmpty(value)) value = step(value, record);
  }
  return value;
}
