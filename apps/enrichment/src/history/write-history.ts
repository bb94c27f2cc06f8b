import { setTimeout as sleep } from 'node:timers/promises';
import { deadLetterTopic, Logger, type Batch } from '@yipii/platform';
import { topics, type PositionEnriched } from '@yipii/protocol';
import { UnstorableRecords, type History, type HistoryRecord } from './history.ports';

/** Maximum rows per insert; more would not make a row cheaper. */
const MAX_ROWS = 2_000;
/** Time to gather rows, because a row costs several times as much in a small insert. */
const GATHER_MS = 50;

const log = new Logger('history');

type Events = Batch<PositionEnriched>['events'];

interface Waiting {
  readonly records: readonly HistoryRecord[];
  /** More records are waiting behind it. */
  readonly urgent: boolean;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Stores enriched records. Batches of all partitions that arrive while an insert runs, or shortly after, go into
 * the next one together: the busier it is, the larger the inserts and the cheaper each row. Batches with a backlog
 * behind them do not wait.
 */
export class WriteHistory {
  private readonly waiting: Waiting[] = [];
  private inserting = false;

  constructor(
    private readonly history: History,
    /** Resolves when the gathered rows should be inserted. */
    private readonly gathered: () => Promise<void> = () => sleep(GATHER_MS),
  ) {}

  /** Resolves when the batch is in history. A record that no database can store is dead-lettered. */
  run(batch: Batch<PositionEnriched>): Promise<void> {
    return this.storeOrReport(batch, batch.events);
  }

  /** Bisects records that can't be stored until the faulty one is isolated. */
  private async storeOrReport(batch: Batch<PositionEnriched>, events: Events): Promise<void> {
    try {
      const urgent = batch.lag > 0 || events.length < batch.events.length;
      await this.store(events, urgent);
    } catch (error) {
      if (!(error instanceof UnstorableRecords)) throw error;
      const half = events.length >> 1;
      if (half === 0) return report(batch, events[0]);
      await this.storeOrReport(batch, events.slice(0, half));
      await this.storeOrReport(batch, events.slice(half));
    }
  }

  private store(records: readonly HistoryRecord[], urgent: boolean): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ records, urgent, done, failed });
      void this.drain();
    });
  }

  private async drain(): Promise<void> {
    if (this.inserting) return;
    this.inserting = true;
    while (this.waiting.length > 0) {
      if (!this.waiting.some(({ urgent }) => urgent)) await this.gathered();
      await this.insertNext();
    }
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

  /** Inserts each batch separately, because one is faulty and the others must not be blamed. */
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
  const { offset, ...envelope } = poison;
  const { name } = topics.positionEnriched;
  const letter = {
    origin: { kind: 'topic' as const, topic: name, partition, offset },
    reason: 'history can not hold it',
    payload: Buffer.from(JSON.stringify(envelope)).toString('base64'),
  };
  await publish(deadLetterTopic(topics.positionEnriched), [{ key: envelope.subject, event: letter }]);
  log.error({ msg: 'record can not be stored in history, sent to the dead-letter topic', partition, offset });
}
