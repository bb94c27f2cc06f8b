import type { Place } from '@yipii/domain';
import type { AccountSql } from '../unit-of-work/transaction';

/** Where a geofence lies, for those who search it by its name. */
export interface GeofencePlace extends Place {
  readonly id: number;
  readonly name: string;
}

/** The geofences of the account of a scope. */
export class GeofencePlaces {
  /** Returns what is another text after any change of a geofence of the account. */
  async state(sql: AccountSql): Promise<string> {
    const { rows } = await sql.query<{ state: string }>(STATE, [sql.scope.accountId]);
    return rows[0]?.state ?? '';
  }

  async all(sql: AccountSql): Promise<GeofencePlace[]> {
    const { rows } = await sql.query<Row>(PLACES, [sql.scope.accountId]);
    return rows.map(({ id, ...place }) => ({ id: Number(id), ...place }));
  }
}

interface Row extends Place {
  readonly id: string;
  readonly name: string;
}

const STATE = `
  SELECT concat_ws(' ', count(*), sum(version), max(updated_at)) AS state FROM geofence WHERE account_id = $1`;

/** The centre of a circle, the middle of a corridor's line, and the middle between opposite corners of an area. */
const PLACES = `
  SELECT id, name, ((a->>0)::float8 + (b->>0)::float8) / 2 AS lng, ((a->>1)::float8 + (b->>1)::float8) / 2 AS lat
  FROM geofence
  CROSS JOIN LATERAL (
    SELECT CASE geometry->>'type' WHEN 'Point' THEN jsonb_build_array(geometry->'coordinates')
      WHEN 'LineString' THEN geometry->'coordinates' ELSE geometry #> '{coordinates,0}' END AS line
  ) AS drawn
  CROSS JOIN LATERAL (
    SELECT line->(CASE geometry->>'type' WHEN 'Polygon' THEN 0 ELSE (jsonb_array_length(line) - 1) / 2 END) AS a,
      line->(CASE geometry->>'type' WHEN 'Polygon' THEN jsonb_array_length(line) - 1 ELSE jsonb_array_length(line) END / 2) AS b
  ) AS middle
  WHERE account_id = $1`;
