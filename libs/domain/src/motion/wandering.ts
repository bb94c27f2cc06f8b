import { metresBetween, type Place } from '../position/place';

/** Metres: whoever gets so far has left; what wanders does not get so far. */
const GONE = 300;
const FARTHEST = 150;
/** Fixes that go there and come back so many times wander; and so many times as far they may next time. */
const ENOUGH = 2;
const MARGIN = 1.3;

/** What looked like a departure: fixes of a poor receiver go far in one step and come back in the next. */
export interface Wandering extends Place {
  /** Of the last fix from there, metres. */
  readonly metres: number;
  /** Fixes that came back in one step, and the farthest that they had been, metres. */
  readonly times: number;
  readonly reach: number;
}

/** @param from where it stood */
export function beginWandering({ lat, lng }: Place, metres: number): Wandering {
  return { lat, lng, metres, times: 0, reach: 0 };
}

/** After a fix; null: it has left. */
export function wander(before: Wandering, fix: Place, noise: number): Wandering | null {
  const metres = metresBetween(before, fix);
  if (metres > GONE) return null;
  const { lat, lng, times, reach } = before;
  const isBack = before.metres > noise && before.metres <= FARTHEST && metres < before.metres / 2;
  if (!isBack) return { lat, lng, metres, times, reach };
  return { lat, lng, metres, times: times + 1, reach: Math.max(reach, before.metres) };
}

/** Metres by which the fixes of something that stands are off, as they have shown; 0: they have not. */
export function noiseShownBy(wandering: Wandering | null): number {
  return wandering && wandering.times >= ENOUGH ? wandering.reach * MARGIN : 0;
}
