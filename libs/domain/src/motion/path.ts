import { metresBetween, type Place } from '../position/place';

/** Shares of the noise that a step of the path is at least: the noise of a walk would look like bends. */
const STEP = 1 / 3;
const WALKED_STEP = 1 / 2;
/** A path that is longer than this multiple of the straight line is mostly noise. */
const LONGEST = 1.5;
/** So is one whose fixes, taken one by one, are longer than its steps by this factor: they zigzag. */
const ZIGZAG = 1.15;

/** The way from an anchor to a fix within its noise, where fixes are dense enough to show it. */
export interface Path extends Place {
  readonly metres: number;
  /** The last fix, and metres from fix to fix. */
  readonly to: Place;
  readonly zigzag: number;
}

interface Origin extends Place {
  /** Null until there is a fix. */
  readonly path: Path | null;
  /** Whether it is a walk that leads away. */
  readonly walked: boolean;
}

/** Updates the path from an anchor with a fix. */
export function keepPath(from: Origin, { lat, lng }: Place, noise: number): Path {
  const before = from.path ?? { lat: from.lat, lng: from.lng, metres: 0, to: from, zigzag: 0 };
  const to = { lat, lng };
  const zigzag = before.zigzag + metresBetween(before.to, to);
  const step = metresBetween(before, to);
  if (step < noise * (from.walked ? WALKED_STEP : STEP)) return { ...before, to, zigzag };
  return { lat, lng, metres: before.metres + step, to, zigzag };
}

/** Returns by how many metres the path to a fix is longer than the straight line. */
export function windingOf(path: Path | null, fix: Place, straight: number): number {
  if (!path) return 0;
  const metres = path.metres + metresBetween(path, fix);
  if (path.zigzag + metresBetween(path.to, fix) > ZIGZAG * metres) return 0;
  return Math.max(0, Math.min(metres, LONGEST * straight) - straight);
}
