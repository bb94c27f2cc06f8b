// Called millions of times for a simulated day, and access to globals is slow in Jest.
const { imul } = Math;

/** Returns numbers from 0 to 1, excluding 1. */
export type Random = () => number;

/** Returns a generator (mulberry32) that gives the same numbers for the same seed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

export type Range = readonly [from: number, to: number];

export function between([from, to]: Range, random: Random): number {
  return from + (to - from) * random();
}
