import { metresBetween, type Place } from '../position/place';

/** Shares of the noise that a step of the path is at least: the noise of a walk would look like bends. */
const STEP = 1 / 3;
const WALKED_STEP = 1 / 2;
/** A path that is longer than this multiple of the straight line is mostly noise. */
const LONGEST = 1.5;

/** The way from an anchor to a fix within its noise, where fixes are dense enough to show it. */
export interface Path extends Place {
  readonly metres: number;
}

interface Origin extends Place {
  /** Null until a fix was far enough. */
  readonly path: Path | null;
  /** Whether it is a walk that leads away. */
  readonly walked: boolean;
}

/** Updates the path from an anchor with a fix. */
export function keepPath(from: Origin, { lat, lng }: Place, noise: number): Path | null {
  const { path, walked } = from;
  const step = metresBetween(path ?? from, { lat, lng });
  if (step < noise * (walked ? WALKED_STEP : STEP)) return path;
  return { lat, lng, metres: (path?.metres ?? 0) + step };
}

/** Returns by how many metres the path to a fix is longer than the straight line. */
export function windingOf(path: Path | null, fix: Place, straight: number): number {
  if (!path) return 0;
  const metres = path.metres + metresBetween(path, fix);
  return Math.max(0, Math.min(metres, LONGEST * straight) - straight);
}
