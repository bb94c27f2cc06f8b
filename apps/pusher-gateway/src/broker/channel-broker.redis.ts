import { partitionOfStream } from '@yipii/live';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger, answered, backOffMs, type RedisClient } from '@yipii/platform';
import {
  ChannelBroker,
  type BrokerListener,
  type BrokerMessage,
  type BrokerStream,
  type StreamPosition,
} from './channel-broker.ports';
import { DeliveryBarriers } from './delivery-barriers';
import { entriesBeside, logKey } from './live-log';
import { STREAM_FIELD, MESSAGES_FIELD, endsOf } from './log-ends.redis';
import { LogReader } from './log-reader.redis';
import { WatchedLog } from './watched-log';

const MAX_BACK_OFF_MS = 500;

/**
 * Redis Streams as logs, one per partition: `live:{p}:log`, with an entry per `publish`. A node reads the
 * logs of the broker streams that it watches, and after an outage continues where it was.
 */
export class RedisChannelBroker extends ChannelBroker {
  readonly mayLose = true;
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
   * Asks for a position in the stream. Nothing later than the position is delivered until the caller has
   * the answer and has had the rest of that turn of the event loop to call `after`.
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

  /** Resolves once reading starts at the current end of the log, or the log is no longer watched. */
  private async start(partition: number, log: WatchedLog): Promise<void> {
    for (let failures = 1; this.logs.get(partition) === log && this.redis.isOpen; failures += 1) {
      try {
        log.startAt((await endsOf(this.redis, partition)).last);
        this.reader?.wake();
        return;
      } catch {
        // The connection itself reports the outage.
        await pause(backOffMs(failures, { maxMs: MAX_BACK_OFF_MS }));
      }
    }
  }

  private guard(run: () => void): void {
    try {
      run();
    } catch (err) {
      this.log.error({ msg: 'callback at a stream position failed', err });
    }
  }
}
