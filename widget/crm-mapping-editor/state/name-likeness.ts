import { toConcepts } from './concepts.js';
import { foldText } from './pick-list.js';

/** One way a field is called, taken apart once: comparing a thousand with a thousand must not do it again. */
export interface Name {
  /** Without case, accents and signs: `firstname`. */
  plain: string;
  words: readonly string[];
  /** Words and phrases with the same sense are the same here. */
  concepts: readonly string[];
}

/** How alike two fields are called. `same`: to the letter; `meaning`: in other words; `similar`: in part. */
export type Likeness = { how: 'same' | 'meaning' | 'similar'; score: number };

/** What says nothing of a field. */
const NOISE = new Set(
  'the a an of for to in and or by il lo la i gli le di del della dei delle e ed per da con custom field campo hs cf x c'.split(
    ' ',
  ),
);

/** `hs_leadStatus__c` as words: lead, status. */
function wordsOf(text: string): string[] {
  const spaced = text
    .replace(/(\p{Ll}\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2');
  const words = foldText(spaced)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const telling = words.filter((word) => !NOISE.has(word));
  return telling.length ? telling : words;
}

export function nameOf(text: string): Name {
  const words = wordsOf(text);
  return { plain: words.join(''), words, concepts: toConcepts(words) };
}

const isSameSet = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((each) => other.includes(each));

/** Share of letter pairs two words have in common, where they begin alike: `adress` and `address`. */
function spelling(one: string, other: string): number {
  if (one.slice(0, 2) !== other.slice(0, 2)) return 0;
  if (one.length < 4 || other.length < 4) return one === other ? 1 : 0;
  const pairs = new Map<string, number>();
  for (let at = 0; at < one.length - 1; at++) {
    const pair = one.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  let shared = 0;
  for (let at = 0; at < other.length - 1; at++) {
    const left = pairs.get(other.slice(at, at + 2)) ?? 0;
    if (left) {
      shared++;
      pairs.set(other.slice(at, at + 2), left - 1);
    }
  }
  return (2 * shared) / (one.length + other.length - 2);
}

/** Share of what both say, counting rare words for more. @param weight of a concept, 0 to 1. */
function overlap(one: Name, other: Name, weight: (concept: string) => number): number {
  const sum = (concepts: readonly string[]) => concepts.reduce((total, each) => total + weight(each), 0);
  const shared = sum(one.concepts.filter((each) => other.concepts.includes(each)));
  const all = sum(one.concepts) + sum(other.concepts) - shared;
  return all ? shared / all : 0;
}

const SIMILAR_SPELLING = 0.8;

/** Null when the names have nothing to do with each other. */
export function likenessOf(one: Name, other: Name, weight: (concept: string) => number): Likeness | null {
  if (one.plain && one.plain === other.plain) return { how: 'same', score: 1 };
  if (one.concepts.length && isSameSet(one.concepts, other.concepts)) return { how: 'meaning', score: 0.9 };
  const spelt = spelling(one.plain, other.plain);
  const score = Math.max(0.85 * overlap(one, other, weight), spelt >= SIMILAR_SPELLING ? 0.8 * spelt : 0);
  return score > 0 ? { how: 'similar', score } : null;
}
