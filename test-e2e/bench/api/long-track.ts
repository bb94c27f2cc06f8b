import { ensurePositionPartitions, PackDays } from '@yipii/persistence';
import { eventually } from '@yipii/testing';
import type { Pool } from 'pg';

const DAY_MS = 86_400_000;

export interface LongTrack {
  readonly accountKey: string;
  readonly assetId: number;
  readonly points: number;
  /** Of the last one, epoch ms. */
  readonly until: number;
  readonly secondsBetween: number;
}

/** Stores a track that winds through a country, with a stop each hour, day by day. The pool is of `yipii_worker`. */
export async function storeTrack(pool: Pool, track: LongTrack): Promise<void> {
  const { points, until, secondsBetween } = track;
  const first = until - (points - 1) * secondsBetween * 1_000;
  await ensurePositionPartitions(pool, new Date(first), new Date(until));
  for (let day = first - (first % DAY_MS); day <= until; day += DAY_MS) {
    const from = Math.ceil((Math.max(day, first) - first) / (secondsBetween * 1_000));
    const to = Math.ceil((Math.min(day + DAY_MS, until + 1) - first) / (secondsBetween * 1_000)) - 1;
    const values = [track.accountKey, track.assetId, new Date(first), secondsBetween, from, to];
    await pool.query(INSERT, values);
  }
  // As autovacuum does. The role of the pool may not, which is no error.
  await pool.query('SET ROLE NONE');
  await pool.query('ANALYZE position');
  await pool.query('SET ROLE yipii_worker');
}

const INSERT = `
  INSERT INTO position (account_id, asset_id, device_id, event_id, fix_time, received_at, seq, valid, lat, lng, altitude,
    speed, heading, accuracy, satellites, status, ignition, odometer_km, protocol, address, attributes)
  SELECT account.id, $2::bigint, 1, gen_random_uuid(), $3::timestamptz + n * $4 * interval '1 second',
    $3::timestamptz + n * $4 * interval '1 second', n + 1, true,
    55 + sin(n / 9000.0) + sin(n / 250.0) / 50, 24 + cos(n / 7000.0) * 2 + cos(n / 190.0) / 50, 120,
    CASE WHEN n % 3600 < 300 THEN 0 ELSE 40 + n % 60 END, n % 360, 4.5, 11,
    CASE WHEN n % 3600 < 300 THEN 'stopped' ELSE 'moving' END, true, n / 60.0, 'teltonika',
    '{"street": "Gedimino pr. 9", "town": "Vilnius", "postcode": "01103", "country": "LT", "formatted": "Gedimino pr. 9, Vilnius"}',
    '{"externalVoltage": 13.9, "gsmSignal": 4}'
  FROM account, generate_series($5::int, $6::int) AS n WHERE account.key = $1`;

/** Resolves when all days that are over have their outlines. */
export async function outlinesMade(pool: Pool): Promise<void> {
  await pool.query('UPDATE track_outline SET due_at = now() WHERE day < current_date');
  const left = () => pool.query('SELECT FROM track_outline WHERE due_at <= now()');
  await eventually(
    async () => {
      const { rowCount } = await left();
      if (rowCount !== 0) throw new Error(`${rowCount} outlines are still to be made`);
    },
    { timeoutMs: 300_000, everyMs: 500 },
  );
}

/** Packs what is not of the last two days, whose outlines must be made. */
export async function packOldDays(pool: Pool): Promise<void> {
  await pool.query('UPDATE track_outline SET pack_at = now()');
  const packs = new PackDays({ pool });
  const period = { keptFrom: 0, rowsFrom: Date.now() - 2 * DAY_MS };
  while (await packs.packNext(Date.now(), period));
}
