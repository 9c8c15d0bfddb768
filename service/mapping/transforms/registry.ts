import type { z } from 'zod';
import type { Transform, TransformName } from '../../../shared/mapping.js';
import type { Step } from '../conversion.js';
import { afterFirstWord } from './after-first-word.js';
import { boolean } from './boolean.js';
import { cents } from './cents.js';
import { countryIso } from './country-iso.js';
import { date } from './date.js';
import { datetime } from './datetime.js';
import { defaultValue } from './default.js';
import { domain } from './domain.js';
import { e164 } from './e164.js';
import { firstWord } from './first-word.js';
import { html } from './html.js';
import { lower } from './lower.js';
import { milliseconds } from './milliseconds.js';
import { multiply } from './multiply.js';
import { number } from './number.js';
import { text } from './text.js';
import type { TransformDefinition } from './transform.js';
import { trim } from './trim.js';
import { truncate } from './truncate.js';
import { upper } from './upper.js';

/** Every transform there is, by the name it is saved under. */
export const TRANSFORMS: { readonly [N in TransformName]: TransformDefinition<N> } = {
  trim,
  lower,
  upper,
  text,
  number,
  boolean,
  date,
  datetime,
  e164,
  country_iso: countryIso,
  multiply,
  cents,
  domain,
  html,
  milliseconds,
  first_word: firstWord,
  after_first_word: afterFirstWord,
  truncate,
  default: defaultValue,
};

/** A definition whose steps may be asked for with any spec of its own name. */
export interface AnyTransform {
  readonly schema: z.ZodType<Transform>;
  readonly yields: TransformDefinition<TransformName>['yields'];
  readonly fromCrm: (spec: Transform) => Step;
  readonly toCrm: (spec: Transform) => Step | null;
  readonly takesEmpty?: true;
}

/** The transform of that name; undefined for names we do not have, those of `Object.prototype` included. */
export function findTransform(name: unknown): AnyTransform | undefined {
  if (typeof name !== 'string' || !Object.hasOwn(TRANSFORMS, name)) return undefined;
  // Sound because a spec is only ever given to the definition found under its own name.
  return TRANSFORMS[name as TransformName] as unknown as AnyTransform;
}
