import type { RouteStopPlace } from '@yipii/domain';
import type { Sql } from '@yipii/platform';
import type { AccountTransaction } from '../unit-of-work/transaction';

/** A stop as REST has it. */
export interface RouteStopRecord {
  readonly id: number;
  readonly name: string;
  readonly lat: number;
  readonly lng: number;
  readonly radius_m: number;
  /** ISO 8601 UTC; null: it is still to come. */
  readonly completed_at: string | null;
}

/** A stop as it is to be; without an id a new one. */
export type WantedStop = Omit<RouteStopRecord, 'id'> & { readonly id?: number | null };

const AS_JSON = `json_agg(json_build_object('id', id, 'name', name, 'lat', lat, 'lng', lng, 'radius_m', radius_m,
  'completed_at', to_char(completed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY place)`;

export interface CompletedStop {
  /** When it was completed first. */
  readonly at: Date;
  /** Stops of the route that are still to come. */
  readonly open: number;
}

/** The stops of routes, in their order. */
export class RouteStops {
  async of(
    tx: AccountTransaction,
    routeIds: readonly number[],
  ): Promise<ReadonlyMap<number, { readonly stops: readonly RouteStopRecord[] }>> {
    const { rows } = await tx.query<{ route_id: string; stops: RouteStopRecord[] }>(
      `SELECT route_id, ${AS_JSON} AS stops FROM route_stop WHERE route_id = ANY ($1) GROUP BY 1`,
      [[...routeIds]],
    );
    const found = new Map(rows.map(({ route_id: id, stops }) => [Number(id), stops]));
    return new Map(routeIds.map((id) => [id, { stops: found.get(id) ?? [] }]));
  }

  /** For the rules of links. */
  async places(sql: Sql, routeId: number): Promise<RouteStopPlace[]> {
    const { rows } = await sql.query<{ id: string; lat: number; lng: number; radius: number; done: boolean }>(
      `SELECT id, lat, lng, radius_m AS radius, completed_at IS NOT NULL AS done FROM route_stop
       WHERE route_id = $1 ORDER BY place`,
      [routeId],
    );
    return rows.map(({ id, lat, lng, radius, done }) => ({
      ...{ id: Number(id), lat, lng, radiusM: radius, isCompleted: done },
    }));
  }

  /**
   * Makes them the stops of a route: those with an id keep it.
   * @returns the ids of the wanted ones that are no stops of the route; then nothing is changed
   */
  async replace(tx: AccountTransaction, routeId: number, wanted: readonly WantedStop[]): Promise<number[]> {
    const kept = wanted.flatMap(({ id }) => id ?? []);
    const { rows } = await tx.query<{ id: string }>('SELECT id FROM route_stop WHERE route_id = $1', [
      routeId,
    ]);
    const known = new Set(rows.map(({ id }) => Number(id)));
    const unknown = kept.filter((id, index) => !known.has(id) || kept.indexOf(id) !== index);
    if (unknown.length > 0) return unknown;
    const list = JSON.stringify(wanted.map((stop, place) => ({ ...stop, place })));
    await tx.query('DELETE FROM route_stop WHERE route_id = $1 AND id <> ALL ($2)', [routeId, kept]);
    await tx.query(
      `UPDATE route_stop s SET place = g.place, name = g.name, lat = g.lat, lng = g.lng, radius_m = g.radius_m,
         completed_at = g.completed_at
       FROM jsonb_to_recordset($2) AS g (id bigint, ${COLUMNS}) WHERE s.route_id = $1 AND s.id = g.id`,
      [routeId, list],
    );
    await tx.query(
      `INSERT INTO route_stop (account_id, route_id, place, name, lat, lng, radius_m, completed_at)
       SELECT $3, $1, place, name, lat, lng, radius_m, completed_at
       FROM jsonb_to_recordset($2) AS g (id bigint, ${COLUMNS}) WHERE id IS NULL ORDER BY place`,
      [routeId, list, tx.scope.accountId],
    );
    return [];
  }

  /** Returns null if the route has no such stop. */
  async complete(
    tx: AccountTransaction,
    routeId: number,
    stopId: number,
    at: Date,
  ): Promise<CompletedStop | null> {
    const { rows } = await tx.query<{ at: Date; open: string }>(COMPLETE, [routeId, stopId, at]);
    return rows[0] ? { at: rows[0].at, open: Number(rows[0].open) } : null;
  }
}

const COMPLETE = `
  UPDATE route_stop SET completed_at = coalesce(completed_at, $3) WHERE route_id = $1 AND id = $2
  RETURNING completed_at AS at, (SELECT count(*) FROM route_stop other
    WHERE other.route_id = $1 AND other.id <> $2 AND other.completed_at IS NULL) AS open`;

const COLUMNS = 'place int, name text, lat float8, lng float8, radius_m float8, completed_at timestamptz';
