import { thinTrack, type AccountScope, type TrackPoint } from '@yipii/domain';
import type { TrackedAsset, TrackPosition } from '@yipii/persistence';
import type { Period } from '../series';
import type { Tracks } from './track.ports';

/** Of the JSON of an answer; positions with many attributes are long. */
const MAX_BYTES = 480_000;

const SAMPLE = 50;
/** Of so many, all are read at once: positions of the usual length fit. */
const FEW_POINTS = 1_000;

/** Reads a whole period of a track as a few points that show where it went. */
export class ReadOverview {
  constructor(private readonly tracks: Tracks) {}

  /** Returns at most `maxPoints` points, oldest first. */
  async points(
    scope: AccountScope,
    { id }: TrackedAsset,
    { maxPoints, ...period }: Period & { readonly maxPoints: number },
  ): Promise<TrackPoint[]> {
    return thinTrack(await this.tracks.outline(scope, id, period), maxPoints);
  }

  /** Returns at most `maxPoints` positions, oldest first, and fewer where they would take more than 480 KB. */
  async positions(
    scope: AccountScope,
    asset: TrackedAsset,
    query: Period & { readonly maxPoints: number },
  ): Promise<readonly TrackPosition[]> {
    let points = await this.asManyAsFit(scope, asset, await this.points(scope, asset, query));
    for (;;) {
      const positions = await this.tracks.at(scope, asset, points);
      const excess = JSON.stringify(positions).length / MAX_BYTES;
      const fewer = Math.max(2, Math.floor((0.95 * points.length) / excess));
      if (excess <= 1 || fewer >= points.length) return positions;
      points = thinTrack(points, fewer);
    }
  }

  /** Judges by some of them, so that not all are read in vain. */
  private async asManyAsFit(
    scope: AccountScope,
    asset: TrackedAsset,
    points: readonly TrackPoint[],
  ): Promise<readonly TrackPoint[]> {
    if (points.length <= FEW_POINTS) return points;
    const step = Math.floor(points.length / SAMPLE);
    const sample = await this.tracks.at(
      scope,
      asset,
      points.filter((_, index) => index % step === 0),
    );
    const bytesEach = JSON.stringify(sample).length / sample.length;
    return thinTrack(points, Math.max(2, Math.floor((0.95 * MAX_BYTES) / bytesEach)));
  }
}
