import { deadLetterTopic, Logger, type Batch } from '@yipii/platform';
import { topics, type PositionEnriched } from '@yipii/protocol';
import { UnstorableRecords, type History } from './history.ports';

/** Rows of one insert: more make it no cheaper. */
const MAX_ROWS = 2_000;

const log = new Logger('history');

type Events = Batch<PositionEnriched>['events'];

interface Waiting {
  readonly records: readonly PositionEnriched[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Stores enriched records. Batches of all partitions that arrive while an insert runs go into the next one
 * together: the busier it is, the larger the inserts and the cheaper each row.
 */
export class WriteHistory {
  private readonly waiting: Waiting[] = [];
  private inserting = false;

  constructor(private readonly history: History) {}

  /** Resolves when the batch is in history; a record that no database can hold is a dead letter. */
  run(batch: Batch<PositionEnriched>): Promise<void> {
    return this.storeOrReport(batch, batch.events);
  }

  /** Halves what can't be stored until the record at fault is alone. */
  private async storeOrReport(batch: Batch<PositionEnriched>, events: Events): Promise<void> {
    try {
      await this.store(events.map(({ event }) => event));
    } catch (error) {
      if (!(error instanceof UnstorableRecords)) throw error;
      const half = events.length >> 1;
      if (half === 0) return report(batch, events[0]);
      await this.storeOrReport(batch, events.slice(0, half));
      await this.storeOrReport(batch, events.slice(half));
    }
  }

  private store(records: readonly PositionEnriched[]): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ records, done, failed });
      void this.drain();
    });
  }

  private async drain(): Promise<void> {
    if (this.inserting) return;
    this.inserting = true;
    while (this.waiting.length > 0) await this.insertNext();
    this.inserting = false;
  }

  private async insertNext(): Promise<void> {
    const next = this.takeNext();
    try {
      await this.history.insert(next.flatMap(({ records }) => records));
      for (const { done } of next) done();
    } catch (error) {
      if (error instanceof UnstorableRecords && next.length > 1) return this.insertEach(next);
      for (const { failed } of next) failed(error);
    }
  }

  /** One of them is at fault, and the others must not be blamed for it. */
  private async insertEach(next: readonly Waiting[]): Promise<void> {
    for (const { records, done, failed } of next) await this.history.insert(records).then(done, failed);
  }

  private takeNext(): Waiting[] {
    let rows = 0;
    const tooMany = this.waiting.findIndex(
      ({ records }, index) => (rows += records.length) > MAX_ROWS && index > 0,
    );
    return this.waiting.splice(0, tooMany === -1 ? this.waiting.length : tooMany);
  }
}

async function report(
  { publish, partition }: Batch<PositionEnriched>,
  poison?: Events[number],
): Promise<void> {
  if (!poison) return;
  const { key, event, offset } = poison;
  const { name } = topics.positionEnriched;
  const letter = {
    origin: { kind: 'topic' as const, topic: name, partition, offset },
    reason: 'history can not hold it',
    payload: Buffer.from(JSON.stringify(event)).toString('base64'),
  };
  await publish(deadLetterTopic(topics.positionEnriched), [{ key, event: letter }]);
  log.error({ msg: 'a record that history can not hold is in the dead-letter topic', partition, offset });
}
