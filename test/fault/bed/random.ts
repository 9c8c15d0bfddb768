/** A whole number from 0 to `below` - 1, which a seed decides. */
export type Random = (below: number) => number;

/** The same numbers for the same seed and name (mulberry32): what one actor draws, no other one changes. */
export function randomOf(seed: number, name: string): Random {
  let state = seed;
  for (const letter of name) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193);
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export const anyOf = <T>(random: Random, list: readonly T[]): T => list[random(list.length)] as T;
