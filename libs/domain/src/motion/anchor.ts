import type { Fix } from '../position/outlier';
import type { Place } from '../position/place';
import type { Chord } from '../position/travel';
import type { Around } from './around';
import type { Path } from './path';
import type { Spot } from './spot';
import type { Wandering } from './wandering';

/**
 * A place where the asset is known to have been. Movement is measured from there rather than from fix to fix, so
 * that it does not depend on how often a device reports.
 */
export interface Anchor extends Place {
  /** Time of the first fix there, epoch ms. */
  readonly since: number;
  /** Time of the last fix well within the noise, epoch ms. */
  readonly until: number;
  /** Radius around the anchor within which a fix is not significant, metres. */
  readonly noise: number;
  /** Number of fixes that it averages, and when the last of them was taken. */
  readonly fixes: number;
  readonly averagedAt: number;
  /** Whether it stood there; otherwise it only passed. */
  readonly stood: boolean;
  /** Metres driven since then, as far as they were counted. */
  readonly counted: number;
  /**
   * The segment that leads to it if the path is known only by such anchors, and whether it took no longer than
   * walking.
   */
  readonly chord: Chord | null;
  readonly walked: boolean;
  /** Null if a speed is known, or if no fix shows the path since then. */
  readonly path: Path | null;
  /** Null if it is this anchor. */
  readonly around: Around | null;
  /** First of the fixes beyond the noise that do not count as movement yet. */
  readonly beyond: Beyond | null;
  /** Null if a speed is known. */
  readonly spot: Spot | null;
  /** Null if its fixes are not known to wander. */
  readonly wandering: Wandering | null;
}

export interface Beyond extends Place {
  readonly at: number;
  /** Distance from the anchor, metres. */
  readonly metres: number;
  /** Number of fixes in this direction. */
  readonly count: number;
  /** The path since the anchor: number of legs and total metres. */
  readonly legs: number;
  readonly path: number;
  readonly to: Place;
}

/** One that is not handed out yet. */
export type OpenAnchor = { -readonly [Field in keyof Anchor]: Anchor[Field] };

/** Creates an anchor at a fix. */
export function dropAnchor({ at, lat, lng }: Fix, noise: number, stood: boolean): OpenAnchor {
  return {
    lat,
    lng,
    noise,
    since: at,
    until: at,
    fixes: 1,
    averagedAt: at,
    stood,
    counted: 0,
    chord: null,
    walked: false,
    path: null,
    around: null,
    beyond: null,
    spot: null,
    wandering: null,
  };
}

/** Field by field: a spread takes ten times as long, and every record needs one. */
export function copyOf(anchor: Anchor): OpenAnchor {
  return {
    lat: anchor.lat,
    lng: anchor.lng,
    noise: anchor.noise,
    since: anchor.since,
    until: anchor.until,
    fixes: anchor.fixes,
    averagedAt: anchor.averagedAt,
    stood: anchor.stood,
    counted: anchor.counted,
    chord: anchor.chord,
    walked: anchor.walked,
    path: anchor.path,
    around: anchor.around,
    beyond: anchor.beyond,
    spot: anchor.spot,
    wandering: anchor.wandering,
  };
}
