import type { AccountScope, LocationUpdate, TrackPoint } from '@yipii/domain';
import type { SeriesPage, TrackedAsset, TrackPosition, TrackQuery } from '@yipii/persistence';
import type { Period } from '../series';

/** What was recorded of assets. The caller knows that the asset is within the scope; the store checks it again. */
export abstract class Tracks {
  /**
   * Returns a page, newest first.
   * @throws InvalidCursor
   */
  abstract page(
    scope: AccountScope,
    asset: TrackedAsset,
    query: TrackQuery,
  ): Promise<SeriesPage<TrackPosition>>;

  /** Returns what was streamed after the position with this `seq`, oldest first. */
  abstract missed(
    scope: AccountScope,
    asset: TrackedAsset,
    query: { readonly afterSeq: number; readonly limit: number },
  ): Promise<readonly LocationUpdate[]>;

  /** Returns all of a period, oldest first, in chunks that are read one after the other. */
  abstract all(
    scope: AccountScope,
    asset: TrackedAsset,
    period: Period,
  ): AsyncIterable<readonly TrackPosition[]>;

  /** Returns the places of a period, oldest first, in chunks that are read one after the other. */
  abstract points(scope: AccountScope, assetId: number, period: Period): AsyncIterable<readonly TrackPoint[]>;

  /** Returns at most some hundreds of points a day, oldest first, that show where the asset was. */
  abstract outline(scope: AccountScope, assetId: number, period: Period): Promise<readonly TrackPoint[]>;

  /** Returns the positions of these points. */
  abstract at(
    scope: AccountScope,
    asset: TrackedAsset,
    points: readonly TrackPoint[],
  ): Promise<readonly TrackPosition[]>;
}
