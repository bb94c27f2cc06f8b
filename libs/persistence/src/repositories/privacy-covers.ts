import type { Circle } from '@yipii/domain';
import type { Sql } from '@yipii/platform';

/** A circle in which positions are withheld, and whose. */
export interface PrivacyCover extends Circle {
  readonly accountId: number;
  /** Null: all of the account. */
  readonly assetId: number | null;
}

interface Row extends Circle {
  readonly accountId: string;
  readonly assetId: string | null;
}

/** What viewers of tracking links do not see, of all accounts. Needs the worker's database. */
export class PrivacyCovers {
  /** Returns what is another text after any change of a zone. */
  async state(sql: Sql): Promise<string> {
    const { rows } = await sql.query<{ state: string }>(
      `SELECT concat_ws(' ', count(*), sum(id), sum(xmin::text::bigint)) AS state FROM privacy_zone`,
    );
    return rows[0]?.state ?? '';
  }

  async all(sql: Sql): Promise<PrivacyCover[]> {
    const { rows } = await sql.query<Row>(
      `SELECT account_id AS "accountId", asset_id AS "assetId", cover_lat AS lat, cover_lng AS lng,
         cover_radius_m AS "radiusM" FROM privacy_zone ORDER BY id`,
    );
    return rows.map(({ accountId, assetId, ...circle }) => ({
      ...{ ...circle, accountId: Number(accountId) },
      assetId: assetId === null ? null : Number(assetId),
    }));
  }
}
