import type { AccountScope, LocationUpdate, TrackPoint } from '@yipii/domain';
import {
  OutlineRepository,
  readInAccount,
  readPoints,
  TrackRepository,
  trackSpans,
  type AccountSql,
  type AssetPeriod,
  type FollowingPage,
  type FollowingQuery,
  type PointsChunk,
  type HistoryKey,
  type SeriesPage,
  type TrackedAsset,
  type TrackPosition,
  type TrackQuery,
  type TrackSpan,
} from '@yipii/persistence';
import type { HistoryDatabase } from '@yipii/platform';
import type { Period } from '../series';
import { Tracks } from './track.ports';

/** Positions that are in memory at a time when a whole period is read. */
const CHUNK_ROWS = 1_000;
/** More hold up the event loop; with fewer, statements cost more than their points. */
const CHUNK_POINTS = 4_000;

export class PostgresTracks extends Tracks {
  private readonly track = new TrackRepository();
  private readonly outlines = new OutlineRepository();

  constructor(private readonly history: HistoryDatabase) {
    super();
  }

  page(scope: AccountScope, asset: TrackedAsset, query: TrackQuery): Promise<SeriesPage<TrackPosition>> {
    return this.read(scope, (sql) => this.track.positions(sql, asset, query));
  }

  missed(
    scope: AccountScope,
    asset: TrackedAsset,
    query: { readonly afterSeq: number; readonly limit: number },
  ): Promise<LocationUpdate[]> {
    return this.read(scope, (sql) => this.track.missed(sql, asset, query));
  }

  async *all(
    scope: AccountScope,
    asset: TrackedAsset,
    period: Period,
  ): AsyncIterable<readonly TrackPosition[]> {
    for (const span of await this.spans(scope, asset.id, period)) yield* this.positions(scope, asset, span);
  }

  async *points(scope: AccountScope, assetId: number, period: Period): AsyncIterable<readonly TrackPoint[]> {
    for (const span of await this.spans(scope, assetId, period)) yield* this.pointsOf(scope, assetId, span);
  }

  outline(scope: AccountScope, assetId: number, period: Period): Promise<TrackPoint[]> {
    return this.readInOrder(scope, (sql) => this.outlines.read(sql, assetId, period));
  }

  at(
    scope: AccountScope,
    asset: TrackedAsset,
    points: readonly TrackPoint[],
  ): Promise<readonly TrackPosition[]> {
    const times = points.map(({ at }) => at);
    return this.read(scope, (sql) => this.track.at(sql, asset, times));
  }

  private spans(scope: AccountScope, assetId: number, period: Period): Promise<TrackSpan[]> {
    return this.read(scope, (sql) => trackSpans(sql, assetId, period));
  }

  /** Each chunk in a transaction of its own: a client that reads slowly holds no snapshot. */
  private async *positions(
    scope: AccountScope,
    asset: TrackedAsset,
    span: TrackSpan,
  ): AsyncIterable<readonly TrackPosition[]> {
    let behind: HistoryKey | null = null;
    do {
      const query: FollowingQuery = { ...span, limit: CHUNK_ROWS, behind };
      const { items, last }: FollowingPage = await this.readInOrder(scope, (sql) =>
        this.track.following(sql, asset, query),
      );
      yield items;
      behind = last;
    } while (behind);
  }

  private async *pointsOf(
    scope: AccountScope,
    assetId: number,
    span: TrackSpan,
  ): AsyncIterable<readonly TrackPoint[]> {
    let track: AssetPeriod | null = { accountId: scope.accountId, assetId, ...span };
    while (track) {
      const query: AssetPeriod = track;
      const { points, next }: PointsChunk = await this.readInOrder(scope, (sql) =>
        readPoints(sql, query, CHUNK_POINTS),
      );
      yield points;
      track = next;
    }
  }

  /** Where PostgreSQL takes few rows for none, it would read and sort all that is left of a track for each chunk. */
  private readInOrder<T>(scope: AccountScope, query: (sql: AccountSql) => Promise<T>): Promise<T> {
    return this.read(scope, async (sql) => {
      const [, result] = await Promise.all([sql.query('SET LOCAL enable_sort = off'), query(sql)]);
      return result;
    });
  }

  private read<T>(scope: AccountScope, query: (sql: AccountSql) => Promise<T>): Promise<T> {
    return readInAccount(this.history.app, scope, query);
  }
}
