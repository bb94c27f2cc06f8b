import {
  deleteInBatches,
  dropPositionPartitions,
  ensurePositionPartitions,
  type KeptPeriod,
} from '@yipii/persistence';
import { patient, type HistoryDatabase } from '@yipii/platform';
import { History, UnstorableRecords, type HistoryRecord } from './history.ports';
import { POSITION_COLUMNS, arrayLiteral } from './position-columns';

const DAY_MS = 86_400_000;
/** Created ahead, so that nothing special happens at midnight. */
const DAYS_AHEAD = 3;

/**
 * The table `position`, a partition a day of fix time. Days that are not to be packed yet are made when the first
 * record of them comes; what no day of ours can hold (late records, the clock of 1970) goes to the default partition,
 * and so does a day that can't be made at the moment: it takes its records over when it is made.
 */
export class PostgresHistory extends History {
  private readonly days = new Set<number>();
  /** In days since 1970, like all days here. */
  private firstDay = Infinity;
  private lastDay = -Infinity;
  private locked = false;

  constructor(private readonly database: HistoryDatabase) {
    super();
  }

  async insert(records: readonly HistoryRecord[]): Promise<void> {
    await this.ensureDays(records);
    const columns = POSITION_COLUMNS.map(({ of }) => arrayLiteral(records, of));
    const addresses = JSON.stringify(records.map(({ event }) => event.location.address));
    const attributes = JSON.stringify(records.map(({ event }) => event.location.attributes));
    try {
      await this.database.worker.query({
        ...patient(INSERT, [...columns, addresses, attributes]),
        name: 'insert-positions',
      });
    } catch (error) {
      throw isDataError(error) ? new UnstorableRecords('a value does not fit', { cause: error }) : error;
    }
  }

  async tidy(now: number, { keptFrom, rowsFrom }: KeptPeriod): Promise<void> {
    const today = Math.floor(now / DAY_MS);
    // Of a day that is packed a partition would only be dropped again.
    this.firstDay = Math.floor(Math.max(keptFrom, rowsFrom) / DAY_MS);
    this.lastDay = today + DAYS_AHEAD;
    this.locked = false;
    // Days may have been dropped, or the database replaced.
    this.days.clear();
    for (let day = today; day <= this.lastDay; day += 1) await this.ensureDay(day);
    await dropPositionPartitions(this.database.worker, new Date(keptFrom));
    const table = 'position_default';
    await deleteInBatches(this.database.worker, { table, where: 'received_at < $1' }, [new Date(keptFrom)]);
  }

  private async ensureDays(records: readonly HistoryRecord[]): Promise<void> {
    const dates = new Set(records.map(({ event }) => event.location.timestamp.slice(0, 10)));
    for (const date of dates) {
      const day = Date.parse(date) / DAY_MS;
      if (day >= this.firstDay && day <= this.lastDay) await this.ensureDay(day);
    }
  }

  private async ensureDay(day: number): Promise<void> {
    if (this.locked || this.days.has(day)) return;
    const date = new Date(day * DAY_MS);
    try {
      await ensurePositionPartitions(this.database.worker, date, date);
      this.days.add(day);
    } catch (error) {
      if (codeOf(error) !== LOCK_NOT_AVAILABLE) throw error;
      // Skips the other days until the next round, because each would wait for the lock as well.
      this.locked = true;
    }
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

const LOCK_NOT_AVAILABLE = '55P03';
/** Also raised for a connection while our roles do not exist. */
const INVALID_PARAMETER = '22023';

/** Returns whether the value itself is at fault (SQLSTATE class 22). */
function isDataError(error: unknown): boolean {
  const code = codeOf(error);
  return code.startsWith('22') && code !== INVALID_PARAMETER;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
