import { deadLetterTopic, type Batch, type OutgoingEvent } from '@yipii/platform';
import { topics, type PositionEnriched } from '@yipii/protocol';
import { UnstorableRecords, type History } from './history.ports';

/** Rows of one insert: more make it no cheaper. */
const MAX_ROWS = 2_000;

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
  async run(batch: Batch<PositionEnriched>): Promise<void> {
    const records = batch.events.map(({ event }) => event);
    try {
      await this.store(records);
    } catch (error) {
      if (!(error instanceof UnstorableRecords)) throw error;
      await this.storeOneByOne(batch);
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
      for (const { failed } of next) failed(error);
    }
  }

  private takeNext(): Waiting[] {
    let rows = 0;
    const tooMany = this.waiting.findIndex(
      ({ records }, index) => (rows += records.length) > MAX_ROWS && index > 0,
    );
    return this.waiting.splice(0, tooMany === -1 ? this.waiting.length : tooMany);
  }

  private async storeOneByOne({ events, publish, partition }: Batch<PositionEnriched>): Promise<void> {
    for (const consumed of events) {
      try {
        await this.store([consumed.event]);
      } catch (error) {
        if (!(error instanceof UnstorableRecords)) throw error;
        const { name } = topics.positionEnriched;
        const letter = {
          origin: { kind: 'topic' as const, topic: name, partition, offset: consumed.offset },
          reason: 'history can not hold it',
          payload: toBase64(consumed),
        };
        await publish(deadLetterTopic(topics.positionEnriched), [{ key: consumed.key, event: letter }]);
      }
    }
  }
}

function toBase64({ event }: OutgoingEvent<PositionEnriched>): string {
  return Buffer.from(JSON.stringify(event)).toString('base64');
}
