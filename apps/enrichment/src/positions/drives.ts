import { METRE, at, type Fields } from './played';

/** Metres by which a good receiver's fixes are off, one to the side and one along. */
const NOISE = 3;
/** How much of its error remains after a second: it wanders rather than jumps. */
const REMAINS = 0.95;
const EASTWARD = METRE / Math.cos((57.7 * Math.PI) / 180);
/** Radians a second in a corner, and its seconds. */
const TURN = Math.PI / 6;
const CORNER = 3;

export interface Manner {
  /** m/s and m/s². */
  readonly speed: number;
  readonly acceleration: number;
  /** Metres from one corner to the next. */
  readonly corners?: number;
  /** Seconds from one red light to the next, and how long it lasts. */
  readonly lights?: readonly [every: number, seconds: number];
  readonly seconds: number;
}

/** What was true at a second. */
export interface Second {
  readonly east: number;
  readonly north: number;
  /** m/s. */
  readonly speed: number;
  /** Metres since the beginning. */
  readonly metres: number;
}

/** A drive, second by second, with ten minutes at either end. */
export function drive(manner: Manner, random: () => number): Second[] {
  const { seconds, acceleration, speed: fastest, lights: [every, red] = [Infinity, 0] } = manner;
  const stands = 600;
  let now: Second = { east: 0, north: 0, speed: 0, metres: 0 };
  let [course, corner, turning] = [0, manner.corners ?? Infinity, 0];
  return Array.from({ length: seconds + 2 * stands }, (_, second) => {
    const s = second - stands;
    if (s < 0 || s >= seconds) return (now = { ...now, speed: 0 });
    const allowed = s % every >= every - red ? 0 : Math.min(fastest, acceleration * (seconds - s));
    const speed = Math.max(Math.min(allowed, now.speed + acceleration), now.speed - acceleration);
    if (now.metres >= corner) {
      corner += (manner.corners ?? 0) * (0.6 + random() * 0.8);
      turning = random() < 0.5 ? CORNER : -CORNER;
    }
    course += Math.sign(turning) * TURN;
    turning -= Math.sign(turning);
    const [east, north] = [now.east + speed * Math.sin(course), now.north + speed * Math.cos(course)];
    return (now = { east, north, speed, metres: now.metres + speed });
  });
}

/** The records of a drive, with what a device tells beside its position. */
export function recordsOf(
  driven: readonly Second[],
  step: number,
  random: () => number,
  tells: (second: Second) => Fields,
): Fields[] {
  const kept = Math.sqrt(1 - REMAINS * REMAINS) * NOISE * Math.SQRT2;
  let [east, north] = [0, 0];
  return driven.flatMap((second, s) => {
    east = REMAINS * east + kept * (2 * random() - 1);
    north = REMAINS * north + kept * (2 * random() - 1);
    if (s % step > 0) return [];
    const lng = 11.97 + (second.east + east) * EASTWARD;
    return [{ ...at(s, second.north + north), lng, ...tells(second) }];
  });
}

/** Kilometres driven, and those of the straight lines between the places at which records were taken. */
export function lengthOf(driven: readonly Second[], step: number): { km: number; straightKm: number } {
  const seen = driven.filter((_, s) => s % step === 0);
  const straight = seen.slice(1).map(({ east, north }, i) => {
    const before = seen[i];
    return before ? Math.hypot(east - before.east, north - before.north) : 0;
  });
  return {
    km: (driven.at(-1)?.metres ?? 0) / 1000,
    straightKm: straight.reduce((sum, metres) => sum + metres, 0) / 1000,
  };
}
