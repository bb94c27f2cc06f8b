import type { Sql } from '@yipii/platform';
import { DAY_MS, timeOr, type AssetPeriod } from '../repositories/track-spans';
import { PackedRows } from './packed-rows';

/** Packs of the first statement and of each other; the event loop goes on in between. */
const [FIRST_PACKS, PACKS] = [2, 16];

interface Pack {
  readonly first_fix: Date;
  readonly first_event: string;
  readonly packed: Buffer;
}

/** Yields the packs that may have rows of the period, in the order of their rows. */
export async function* readPacks(
  sql: Sql,
  query: AssetPeriod,
  order: 'ASC' | 'DESC' = 'ASC',
): AsyncGenerator<PackedRows> {
  let last: Pack | undefined;
  for (let limit = FIRST_PACKS; ; limit = PACKS) {
    const { rows }: { rows: Pack[] } = await sql.query<Pack>(packsSql(order, last !== undefined), [
      ...[query.accountId, query.assetId, dayOf(query.from), timeOr('infinity', query.to)],
      ...[timeOr('-infinity', query.from), limit, ...(last ? [last.first_fix, last.first_event] : [])],
    ]);
    for (const { packed } of rows) yield new PackedRows(packed);
    if (rows.length < limit) return;
    last = rows.at(-1);
  }
}

/** Packs are of one day: which is the first that can be meant leaves an index scan little to skip. */
function packsSql(order: 'ASC' | 'DESC', isContinued: boolean): string {
  const behind = `AND (first_fix, first_event) ${order === 'ASC' ? '>' : '<'} ($7, $8::uuid)`;
  return `
    SELECT first_fix, first_event, packed FROM packed_positions
    WHERE account_id = $1 AND asset_id = $2 AND first_fix >= $3 AND first_fix < $4 AND last_fix >= $5
      ${isContinued ? behind : ''}
    ORDER BY first_fix ${order}, first_event ${order} LIMIT $6`;
}

/** Returns the packs that have rows of the given fix times (epoch ms), oldest first. */
export async function packsAt(
  sql: Sql,
  { accountId, assetId }: AssetPeriod,
  times: readonly number[],
): Promise<PackedRows[]> {
  const moments = times.map((time) => new Date(time));
  const { rows } = await sql.query<Pick<Pack, 'packed'>>(PACKS_AT, [accountId, assetId, moments]);
  return rows.map(({ packed }) => new PackedRows(packed));
}

const PACKS_AT = `
  WITH meant AS (
    SELECT DISTINCT first_fix, first_event FROM unnest($3::timestamptz[]) AS wanted (at) CROSS JOIN LATERAL (
      SELECT first_fix, first_event, last_fix FROM packed_positions
      WHERE account_id = $1 AND asset_id = $2 AND first_fix <= at
      ORDER BY first_fix DESC, first_event DESC LIMIT 1
    ) AS pack
    WHERE last_fix >= at
  )
  SELECT packed FROM meant JOIN packed_positions USING (first_fix, first_event)
  WHERE account_id = $1 AND asset_id = $2 ORDER BY first_fix, first_event`;

/** Yields the packs that have rows with a higher `seq`, which grows with the fix time, oldest first. */
export async function* packsAfter(
  sql: Sql,
  { accountId, assetId }: AssetPeriod,
  seq: number,
): AsyncGenerator<PackedRows> {
  const { rows } = await sql.query<{ since: Date }>(SINCE, [accountId, assetId, seq]);
  if (rows[0]) yield* readPacks(sql, { accountId, assetId, from: rows[0].since.getTime() });
}

/** From the newest pack back to the first that ends before: as far as something was missed. */
const SINCE = `
  SELECT min(first_fix) AS since FROM packed_positions
  WHERE account_id = $1 AND asset_id = $2 AND last_seq > $3 AND first_fix >= coalesce((
    SELECT first_fix FROM packed_positions WHERE account_id = $1 AND asset_id = $2 AND last_seq <= $3
    ORDER BY first_fix DESC LIMIT 1
  ), '-infinity')
  HAVING count(*) > 0`;

function dayOf(time: number | undefined): Date | string {
  return timeOr('-infinity', time === undefined ? undefined : Math.floor(time / DAY_MS) * DAY_MS);
}
