import type { PartitionClaim } from '../checkpoint/partition-checkpoints';
import type { WorkerDatabase } from '../database/databases';
import { HeardSpans, type HeardSpan } from './heard-spans.ports';

/** Beside the checkpoints of the partitions, and guarded as they are by the owner's epoch. */
export class PostgresHeardSpans extends HeardSpans {
  constructor(private readonly database: WorkerDatabase) {
    super();
  }

  async tell(spans: readonly (HeardSpan & { readonly claim: PartitionClaim })[]): Promise<void> {
    if (spans.length === 0) return;
    await this.database.pool.query(TELL, [
      spans.map(({ claim }) => claim.group),
      spans.map(({ claim }) => claim.topic),
      spans.map(({ claim }) => claim.partition),
      spans.map(({ claim }) => claim.epoch),
      spans.map(({ since }) => new Date(since)),
      spans.map(({ until }) => new Date(until)),
    ]);
  }

  async of(topic: string): Promise<ReadonlyMap<number, HeardSpan>> {
    const { rows } = await this.database.pool.query<HeardRow>(READ, [topic]);
    return new Map(
      rows.map(({ part, heard_since: since, heard_until: until }) => [
        part,
        { since: since.getTime(), until: until.getTime() },
      ]),
    );
  }
}

interface HeardRow {
  readonly part: number;
  readonly heard_since: Date;
  readonly heard_until: Date;
}

const TELL = `
  UPDATE checkpoint AS mine
  SET heard_since = told.since, heard_until = greatest(mine.heard_until, told.until)
  FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::timestamptz[], $6::timestamptz[])
    AS told (grp, topic, part, epoch, since, until)
  WHERE mine.grp = told.grp AND mine.topic = told.topic AND mine.part = told.part AND mine.epoch = told.epoch`;

const READ = `
  SELECT part, heard_since, heard_until FROM checkpoint WHERE topic = $1 AND heard_until IS NOT NULL`;
