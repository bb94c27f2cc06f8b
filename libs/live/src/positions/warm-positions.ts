import type { WorkerDatabase } from '@yipii/platform';
import type { LastPosition, LastPositions } from './last-positions.ports';

/** Rows that are read at once: about 1 MB. */
const PAGE = 1_000;

const NEXT_PAGE = `
  SELECT asset_id, account_id, seq, location::text AS json FROM asset_state
  WHERE asset_id > $1 AND location IS NOT NULL ORDER BY asset_id LIMIT ${PAGE}`;

interface Row {
  readonly asset_id: string;
  readonly account_id: string;
  readonly seq: string;
  readonly json: string;
}

/**
 * Fills the last positions where they were lost, from enrichment's last checkpoints: in memory at a start, in
 * Redis when its data are gone. What has come in since is newer and stays.
 */
export class WarmPositions {
  constructor(
    private readonly database: WorkerDatabase,
    private readonly positions: LastPositions,
  ) {}

  /** Returns how many positions were filled in, or null if nothing was lost. Rejects while a store is unavailable. */
  async run(): Promise<number | null> {
    if (await this.positions.isWarm()) return null;
    let [count, after] = [0, '-1'];
    for (;;) {
      const { rows } = await this.database.pool.query<Row>(NEXT_PAGE, [after]);
      for (const [accountId, positions] of byAccount(rows)) await this.positions.put(accountId, positions);
      count += rows.length;
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) break;
      after = last.asset_id;
    }
    await this.positions.warmed();
    return count;
  }
}

function byAccount(rows: readonly Row[]): ReadonlyMap<number, LastPosition[]> {
  const accounts = new Map<number, LastPosition[]>();
  for (const { account_id, asset_id, seq, json } of rows) {
    const position = { assetId: Number(asset_id), seq: Number(seq), json };
    const others = accounts.get(Number(account_id));
    if (others) others.push(position);
    else accounts.set(Number(account_id), [position]);
  }
  return accounts;
}
