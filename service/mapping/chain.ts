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
 * under way goes only through the steps that take one. Chains as they mostly are need no loop, which is felt in every
 * field of every record.
 */
export function joinLinks(links: readonly Link[]): Step {
  const [first, second, third, fourth] = links.map(({ step }) => step);
  if (first === undefined) return (value) => value;
  if (fourth !== undefined || links.some(({ takesEmpty }) => takesEmpty)) return inLoop(links);
  if (second === undefined) return first;
  if (third === undefined) {
    return (value, record) => {
      const one = first(value, record);
      return ends(one) ? one : second(one, record);
    };
  }
  return (value, record) => {
    const one = first(value, record);
    if (ends(one)) return one;
    const two = second(one, record);
    return ends(two) ? two : third(two, record);
  };
}

function inLoop(links: readonly Link[]): Step {
  return (input, record) => {
    let value = input;
    for (const { step, takesEmpty } of links) {
      if (value instanceof Fault) return value;
      if (takesEmpty || !ends(value)) value = step(value, record);
    }
    return value;
  };
}

/** Whether no step goes on from here, unless it takes what is empty. */
const ends = (value: unknown): boolean =>
  typeof value === 'string' ? value === '' : value === null || value === undefined || value instanceof Fault;

/** What the chain makes of nothing. Where no link reads the record it is the same for every one. */
export function runOnEmpty(links: readonly Link[], record: Source): unknown {
  let value: unknown = null;
  for (const { step, takesEmpty } of links) {
    if (value instanceof Fault) return value;
    if (takesEmpty || !isEmpty(value)) value = step(value, record);
  }
  return value;
}
