import type { WorkerDatabase } from '@yipii/platform';
import {
  MAX_UNREGISTERED,
  UNREGISTERED_DAYS,
  UnregisteredDevices,
  type Sighting,
} from './unregistered-devices.ports';

/** Maximum number of new devices per day in the event feed. */
const MAX_TOLD_PER_DAY = 1_000;

export class PostgresUnregisteredDevices extends UnregisteredDevices {
  constructor(private readonly database: WorkerDatabase) {
    super();
  }

  async add(sightings: readonly Sighting[]): Promise<void> {
    await this.database.pool.query(ADD, [
      sightings.map(({ uniqueId }) => uniqueId),
      sightings.map(({ protocol }) => protocol),
      sightings.map(({ firstSeen }) => new Date(firstSeen)),
      sightings.map(({ lastSeen }) => new Date(lastSeen)),
      sightings.map(({ records }) => records),
    ]);
  }

  async trim(): Promise<void> {
    await this.database.pool.query(TRIM, [UNREGISTERED_DAYS, MAX_UNREGISTERED]);
  }
}

/**
 * New devices are announced to the account of an installation that has only one. Anybody can send ids, so their
 * number is limited.
 */
const ADD = `
  WITH added AS (${addSql()})
  INSERT INTO event (account_id, event_id, type, occurred_at, data)
  SELECT account.id, gen_random_uuid(), 'device.first_seen', first_seen,
    jsonb_build_object('uniqueId', unique_id, 'protocol', protocol)
  FROM added CROSS JOIN account
  WHERE is_new AND (SELECT count(*) FROM (SELECT FROM account LIMIT 2) AS accounts) = 1
    AND (SELECT count(*) FROM event
         WHERE type = 'device.first_seen' AND emitted_at > now() - interval '1 day') < ${MAX_TOLD_PER_DAY}`;

/** Inserts in the order of the ids, so that replicas do not deadlock. */
function addSql(): string {
  return `
  INSERT INTO unregistered_device AS known (unique_id, protocol, first_seen, last_seen, records)
  SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::bigint[])
    AS seen (unique_id, protocol, first_seen, last_seen, records) ORDER BY unique_id
  ON CONFLICT (unique_id) DO UPDATE SET
    protocol = excluded.protocol,
    first_seen = least(known.first_seen, excluded.first_seen),
    last_seen = greatest(known.last_seen, excluded.last_seen),
    records = known.records + excluded.records
  RETURNING unique_id, protocol, first_seen, xmax = 0 AS is_new`;
}

const TRIM = `
  DELETE FROM unregistered_device
  WHERE last_seen < now() - make_interval(days => $1)
    OR unique_id IN (SELECT unique_id FROM unregistered_device ORDER BY last_seen DESC, unique_id OFFSET $2)`;
