import { openPool, PartitionCheckpoints, PostgresHeardSpans, WorkerDatabase } from '@yipii/platform';
import { createMigratedDatabase, NOON, type TestDatabase } from '@yipii/testing';

const PLACE = { group: 'enrichment', topic: 'position.received.v1', partition: 3 };

describe('how far a partition was heard', () => {
  let database: TestDatabase;
  let enrichment: WorkerDatabase;
  let alerting: WorkerDatabase;

  beforeAll(async () => {
    database = await createMigratedDatabase();
    enrichment = new WorkerDatabase(openPool(database.url, 'yipii_enrichment', 2));
    alerting = new WorkerDatabase(openPool(database.url, 'yipii_alerting', 2));
  });
  afterAll(async () => {
    await Promise.all([enrichment.pool.end(), alerting.pool.end()]);
    await database.drop();
  });

  it('is told by the owner of the partition alone, does not go back, and is read by others', async () => {
    const checkpoints = new PartitionCheckpoints(enrichment.pool);
    const [writer, reader] = [new PostgresHeardSpans(enrichment), new PostgresHeardSpans(alerting)];
    const { claim: former } = await checkpoints.take(PLACE);
    expect(await reader.of(PLACE.topic)).toEqual(new Map());
    const first = { since: NOON, until: NOON + 1_000 };
    await writer.tell([{ claim: former, ...first }]);
    expect(await reader.of(PLACE.topic)).toEqual(new Map([[3, first]]));

    const { claim } = await checkpoints.take(PLACE);
    await writer.tell([{ claim: former, since: NOON, until: NOON + 9_000 }]);
    await writer.tell([{ claim, since: NOON + 5_000, until: NOON }]);
    expect(await reader.of(PLACE.topic)).toEqual(
      new Map([[3, { since: NOON + 5_000, until: NOON + 1_000 }]]),
    );
  });
});
