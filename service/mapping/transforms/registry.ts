import type { z } from 'zod';
import type { Transform, TransformName } from '../../../shared/mapping.js';
import { TRANSFORM_INFO, type TransformInfo } from '../../../shared/transforms.js';
import type { Step } from '../conversion.js';
import { afterFirstWord } from './after-first-word.js';
import { boolean } from './boolean.js';
import { cents } from './cents.js';
import { constant } from './constant.js';
import { countryIso } from './country-iso.js';
import { currencyIso } from './currency-iso.js';
import { date } from './date.js';
import { datetime } from './datetime.js';
import { defaultValue } from './default.js';
import { digits } from './digits.js';
import { domain } from './domain.js';
import { e164 } from './e164.js';
import { firstWord } from './first-word.js';
import { html } from './html.js';
import { join } from './join.js';
import { lookup } from './lookup.js';
import { lower } from './lower.js';
import { milliseconds } from './milliseconds.js';
import { multiply } from './multiply.js';
import { number } from './number.js';
import { replace } from './replace.js';
import { split } from './split.js';
import { template } from './template.js';
import { text } from './text.js';
import type { StepContext, TransformDefinition } from './transform.js';
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
  currency_iso: currencyIso,
  multiply,
  cents,
  domain,
  html,
  milliseconds,
  first_word: firstWord,
  after_first_word: afterFirstWord,
  digits,
  truncate,
  replace,
  split,
  join,
  lookup,
  default: defaultValue,
  constant,
  template,
};

/** What is told of a transform, and a definition whose steps may be asked for with any spec of its own name. */
export interface AnyTransform extends TransformInfo {
  readonly schema: z.ZodType<Transform>;
  readonly fromCrm: (spec: Transform, context: StepContext) => Step;
  readonly toCrm: (spec: Transform, context: StepContext) => Step | null;
  readonly takesEmpty?: true;
  readonly readsRecord?: true;
}

const BY_NAME: ReadonlyMap<unknown, AnyTransform> = new Map(
  Object.entries(TRANSFORMS).map(([name, definition]) => [
    name,
    // Sound because a spec is only ever given to the definition found under its own name.
    { ...TRANSFORM_INFO[name as TransformName], ...(definition as unknown as AnyTransform) },
  ]),
);

/** The transform of that name; undefined for names we do not have, those of `Object.prototype` included. */
export function findTransform(name: unknown): AnyTransform | undefined {
  return BY_NAME.get(name);
}
