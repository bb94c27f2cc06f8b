import type { Address, Stop, Trip, Waypoint } from '@yipii/domain';
import { decodeCursor, isTime, mapPage, pageOf, type SeriesPage } from '../cursor';
import type { AccountSql } from '../unit-of-work/transaction';

export interface JourneyQuery {
  readonly assetId: number;
  /** Epoch ms; only those that ended later or are in progress. */
  readonly from?: number;
  /** Epoch ms; only those that started earlier. */
  readonly to?: number;
  readonly cursor?: string;
  readonly limit: number;
}

/** While a trip is in progress its `end.at` is null, and the rest of its end is the asset's current position. */
export type StoredTrip = Omit<Trip, 'end' | 'over'> & {
  readonly end: Omit<Waypoint, 'at'> & { readonly at: number | null };
};

/** Trips and stops of the assets within the scope, newest first, including the one in progress. */
export class JourneyRepository {
  /** @throws InvalidCursor */
  async trips(sql: AccountSql, query: JourneyQuery): Promise<SeriesPage<StoredTrip>> {
    return mapPage(await this.newestFirst<TripRow>(sql, 'trip', query), toTrip);
  }

  /** @throws InvalidCursor */
  async stops(sql: AccountSql, query: JourneyQuery): Promise<SeriesPage<Stop>> {
    return mapPage(await this.newestFirst<StopRow>(sql, 'stop', query), toStop);
  }

  private async newestFirst<Row extends JourneyRow>(
    sql: AccountSql,
    table: 'trip' | 'stop',
    { assetId, from, to, cursor, limit }: JourneyQuery,
  ): Promise<SeriesPage<Row>> {
    const list = `${table}:${assetId}`;
    const [before] = cursor === undefined ? [] : decodeCursor(cursor, list, isJourneyKey);
    const began = Math.min(to ?? Infinity, before ?? Infinity);
    const values = [
      sql.scope.accountId,
      assetId,
      began === Infinity ? 'infinity' : new Date(began),
      from === undefined ? '-infinity' : new Date(from),
      limit + 1,
    ];
    const { rows } = await sql.query<Row>(
      `SELECT * FROM ${table}
       WHERE account_id = $1 AND asset_id = $2 AND started_at < $3 AND coalesce(ended_at, 'infinity') > $4
       ORDER BY started_at DESC LIMIT $5`,
      values,
    );
    return pageOf(rows, limit, { list, keyOf: ({ started_at }) => [started_at.getTime()] });
  }
}

interface JourneyRow {
  readonly started_at: Date;
  readonly ended_at: Date | null;
  readonly idling_seconds: number;
}

interface TripRow extends JourneyRow {
  readonly start_lat: number;
  readonly start_lng: number;
  readonly start_address: Address | null;
  readonly end_lat: number;
  readonly end_lng: number;
  readonly end_address: Address | null;
  readonly distance_km: number;
  readonly max_speed: number | null;
  readonly driver_id: string | null;
}

interface StopRow extends JourneyRow {
  readonly lat: number;
  readonly lng: number;
  readonly address: Address | null;
}

function isJourneyKey(key: readonly unknown[]): key is readonly [number] {
  return key.length === 1 && isTime(key[0]);
}

function toTrip(row: TripRow): StoredTrip {
  const { start_lat, start_lng, start_address, end_lat, end_lng, end_address } = row;
  return {
    kind: 'trip',
    start: { at: row.started_at.getTime(), lat: start_lat, lng: start_lng, address: start_address },
    end: { at: row.ended_at?.getTime() ?? null, lat: end_lat, lng: end_lng, address: end_address },
    distanceKm: row.distance_km,
    maxSpeed: row.max_speed,
    idlingSeconds: row.idling_seconds,
    driverId: row.driver_id,
  };
}

function toStop({ started_at, ended_at, lat, lng, address, idling_seconds }: StopRow): Stop {
  return {
    kind: 'stop',
    start: { at: started_at.getTime(), lat, lng, address },
    endedAt: ended_at?.getTime() ?? null,
    idlingSeconds: idling_seconds,
  };
}
