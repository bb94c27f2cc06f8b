import { dropPositionPartitions, ensurePositionPartitions } from '@yipii/persistence';
import type { WorkerDatabase } from '@yipii/platform';
import type { PositionEnriched } from '@yipii/protocol';
import { History, UnstorableRecords } from './history.ports';
import { POSITION_COLUMNS, arrayLiteral } from './position-columns';

const DAY_MS = 86_400_000;
/** Made ahead, so that midnight is a day like any other. */
const DAYS_AHEAD = 3;

/**
 * The table `position`, a partition a day of fix time. Days within the retention are made when the first
 * record of them comes; what no day of ours can hold (the clock of 1970) goes to the default partition.
 */
export class PostgresHistory extends History {
  private readonly days = new Set<number>();
  private keptFrom = Infinity;
  private keptTo = -Infinity;

  constructor(private readonly database: WorkerDatabase) {
    super();
  }

  async insert(records: readonly PositionEnriched[]): Promise<void> {
    await this.ensureDays(records);
    const columns = POSITION_COLUMNS.map(({ of }) => arrayLiteral(records, of));
    const addresses = JSON.stringify(records.map(({ location }) => location.address));
    const attributes = JSON.stringify(records.map(({ location }) => location.attributes));
    try {
      await this.database.pool.query({
        name: 'insert-positions',
        text: INSERT,
        values: [...columns, addresses, attributes],
      });
    } catch (error) {
      throw isDataError(error) ? new UnstorableRecords('a value does not fit', { cause: error }) : error;
    }
  }

  async tidy(now: number, keptFrom: number): Promise<void> {
    this.keptFrom = keptFrom;
    this.keptTo = now + DAYS_AHEAD * DAY_MS;
    for (let day = now; day <= this.keptTo; day += DAY_MS) await this.ensureDay(Math.floor(day / DAY_MS));
    await dropPositionPartitions(this.database.pool, new Date(keptFrom));
    await this.database.pool.query('DELETE FROM position_default WHERE received_at < $1', [
      new Date(keptFrom),
    ]);
    const firstDay = Math.floor(keptFrom / DAY_MS);
    for (const day of this.days) if (day < firstDay) this.days.delete(day);
  }

  private async ensureDays(records: readonly PositionEnriched[]): Promise<void> {
    const days = new Set(records.map(({ location }) => location.timestamp.slice(0, 10)));
    for (const day of days) {
      const time = Date.parse(day);
      if (time >= this.keptFrom && time <= this.keptTo) await this.ensureDay(time / DAY_MS);
    }
  }

  /** @param day days since 1970 */
  private async ensureDay(day: number): Promise<void> {
    if (this.days.has(day)) return;
    const date = new Date(day * DAY_MS);
    await ensurePositionPartitions(this.database.pool, date, date);
    this.days.add(day);
  }
}

const names = POSITION_COLUMNS.map(({ name }) => name).join(', ');
const arrays = POSITION_COLUMNS.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ');
const json = POSITION_COLUMNS.length + 1;

const INSERT = `
  INSERT INTO position (${names}, address, attributes)
  SELECT ${names}, nullif(address, 'null'::jsonb), attributes
  FROM ROWS FROM (
    unnest(${arrays}), jsonb_array_elements($${json}::jsonb), jsonb_array_elements($${json + 1}::jsonb)
  ) AS record (${names}, address, attributes)
  ON CONFLICT DO NOTHING`;

/** SQLSTATE class 22: the value itself is at fault. */
function isDataError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('22');
}
