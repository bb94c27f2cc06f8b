import { setTimeout as pause } from 'node:timers/promises';
import { Logger, backOffMs, type RedisClient } from '@yipii/platform';
import {
  ChannelBroker,
  type BrokerListener,
  type BrokerMessage,
  type BrokerStream,
  type StreamPosition,
} from './channel-broker.ports';
import { DeliveryBarriers } from './delivery-barriers';
import { entriesBeside, logKey, partitionOfStream } from './live-log';
import { STREAM_FIELD, MESSAGES_FIELD, endsOf } from './log-ends.redis';
import { LogReader } from './log-reader.redis';
import { answered } from './redis-answer.redis';
import { WatchedLog } from './watched-log';

const MAX_BACK_OFF_MS = 500;

/**
 * Streams of Redis, one per partition of the streams: `live:{p}:log`, an entry per `publish`. A node reads the
 * streams of the streams that it watches, and after an outage from where it was.
 */
export class RedisChannelBroker extends ChannelBroker {
  private readonly log = new Logger('broker');
  private readonly logs = new Map<number, WatchedLog>();
  private readonly starts = new WeakMap<WatchedLog, Promise<void>>();
  private readonly barriers = new DeliveryBarriers();
  private reader: LogReader | undefined;

  constructor(
    private readonly redis: RedisClient,
    private readonly openReader: () => RedisClient,
  ) {
    super();
  }

  async publish(stream: BrokerStream, messages: readonly BrokerMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const json = JSON.stringify(messages);
    const adding = this.redis.xAdd(
      logKey(partitionOfStream(stream)),
      '*',
      { [STREAM_FIELD]: stream, [MESSAGES_FIELD]: json },
      { TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: entriesBeside(json.length) } },
    );
    await answered(this.redis, adding);
  }

  onReturn(run: () => void): void {
    let wasThere = this.redis.isReady;
    this.redis.on('ready', () => {
      if (wasThere) run();
      wasThere = true;
    });
  }

  listen(listener: BrokerListener): void {
    const { logs, barriers } = this;
    this.reader = new LogReader(this.openReader(), this.redis, { ...listener, logs, barriers });
  }

  async watch(stream: BrokerStream): Promise<void> {
    const partition = partitionOfStream(stream);
    const log = this.logs.get(partition) ?? this.add(partition);
    log.watch(stream);
    await this.starts.get(log);
  }

  unwatch(stream: BrokerStream): void {
    const partition = partitionOfStream(stream);
    const log = this.logs.get(partition);
    log?.unwatch(stream);
    if (log?.isWatched === false) this.logs.delete(partition);
  }

  after(stream: BrokerStream, position: StreamPosition, run: () => void): void {
    const log = this.logs.get(partitionOfStream(stream));
    log?.after(position, () => this.guard(run), this.reader?.round ?? 0);
  }

  /**
   * Runs what asks for a position in the stream. Nothing later than the position is given before its asker
   * has had the answer, and the rest of that turn of the event loop to call `after`.
   */
  async withBarrier<T>(stream: BrokerStream, ask: () => Promise<T>): Promise<T> {
    const lower = this.barriers.raise(partitionOfStream(stream));
    try {
      return await ask();
    } finally {
      setImmediate(lower);
    }
  }

  private add(partition: number): WatchedLog {
    const log = new WatchedLog();
    this.logs.set(partition, log);
    this.starts.set(log, this.start(partition, log));
    return log;
  }

  /** Resolves once reading starts at the log's present end, or nobody wants it any more. */
  private async start(partition: number, log: WatchedLog): Promise<void> {
    for (let failures = 1; this.logs.get(partition) === log && this.redis.isOpen; failures += 1) {
      try {
        log.startAt((await endsOf(this.redis, partition)).last);
        this.reader?.wake();
        return;
      } catch {
        // The connection says by itself that it is away.
        await pause(backOffMs(failures, { maxMs: MAX_BACK_OFF_MS }));
      }
    }
  }

  private guard(run: () => void): void {
    try {
      run();
    } catch (err) {
      this.log.error({ msg: 'what waited for a place in a stream failed', err });
    }
  }
}
