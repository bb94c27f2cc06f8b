import type { WorkerDatabase } from '@yipii/platform';
import { Installation, type UnregisteredDevice } from './device.ports';

export class PostgresInstallation extends Installation {
  constructor(private readonly database: WorkerDatabase) {
    super();
  }

  async unregistered({ page, perPage }: { readonly page: number; readonly perPage: number }) {
    const { rows } = await this.database.pool.query<Row>(UNREGISTERED, [perPage, (page - 1) * perPage]);
    const counted = await this.database.pool.query<{ total: string }>(COUNT);
    return { rows: rows.map(deviceOf), total: Number(counted.rows[0]?.total) };
  }

  async hasOneAccount(): Promise<boolean> {
    const { rowCount } = await this.database.pool.query('SELECT FROM account LIMIT 2');
    return rowCount === 1;
  }
}

interface Row {
  readonly unique_id: string;
  readonly protocol: string;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly records: string;
}

/** One that was registered meanwhile stays in the table for a while. */
const FROM = `FROM unregistered_device u
  WHERE NOT EXISTS (SELECT FROM device d WHERE d.unique_id = u.unique_id)`;
const UNREGISTERED = `
  SELECT unique_id, protocol, first_seen, last_seen, records ${FROM}
  ORDER BY last_seen DESC, unique_id LIMIT $1 OFFSET $2`;
const COUNT = `SELECT count(*) AS total ${FROM}`;

function deviceOf(row: Row): UnregisteredDevice {
  const { unique_id: uniqueId, protocol, first_seen: firstSeen, last_seen: lastSeen, records } = row;
  return { uniqueId, protocol, firstSeen, lastSeen, records: Number(records) };
}
