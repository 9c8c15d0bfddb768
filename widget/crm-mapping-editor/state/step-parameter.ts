import type { Transform } from '../../../shared/mapping.js';

/** The one parameter a step has, as text; null for a step without one. */
export function stepParameter(step: Transform): string | null {
  switch (step.name) {
    case 'e164':
      return step.country;
    case 'multiply':
      return String(step.by);
    case 'truncate':
      return String(step.length);
    case 'default':
      return step.value === null ? '' : String(step.value);
    default:
      return null;
  }
}
