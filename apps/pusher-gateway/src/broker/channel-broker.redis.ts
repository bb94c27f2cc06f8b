import { setTimeout as pause } from 'node:timers/promises';
import { Logger, backOffMs, type RedisClient } from '@yipii/platform';
import {
  ChannelBroker,
  type BrokerListener,
  type BrokerMessage,
  type Lane,
  type LanePosition,
} from './channel-broker.ports';
import { LaneHolds } from './lane-holds';
import { entriesBeside, logKey, partitionOfLane } from './live-log';
import { LANE_FIELD, MESSAGES_FIELD, endsOf } from './log-ends.redis';
import { LogReader } from './log-reader.redis';
import { answered } from './redis-answer.redis';
import { WatchedLog } from './watched-log';

const MAX_BACK_OFF_MS = 500;

/**
 * Streams of Redis, one per partition of the lanes: `live:{p}:log`, an entry per `publish`. A node reads the
 * streams of the lanes that it watches, and after an outage from where it was.
 */
export class RedisChannelBroker extends ChannelBroker {
  private readonly log = new Logger('broker');
  private readonly logs = new Map<number, WatchedLog>();
  private readonly starts = new WeakMap<WatchedLog, Promise<void>>();
  private readonly holds = new LaneHolds();
  private reader: LogReader | undefined;

  constructor(
    private readonly redis: RedisClient,
    private readonly openReader: () => RedisClient,
  ) {
    super();
  }

  async publish(lane: Lane, messages: readonly BrokerMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const json = JSON.stringify(messages);
    const adding = this.redis.xAdd(
      logKey(partitionOfLane(lane)),
      '*',
      { [LANE_FIELD]: lane, [MESSAGES_FIELD]: json },
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
    const { logs, holds } = this;
    this.reader = new LogReader(this.openReader(), this.redis, { ...listener, logs, holds });
  }

  async watch(lane: Lane): Promise<void> {
    const partition = partitionOfLane(lane);
    const log = this.logs.get(partition) ?? this.add(partition);
    log.watch(lane);
    await this.starts.get(log);
  }

  unwatch(lane: Lane): void {
    const partition = partitionOfLane(lane);
    const log = this.logs.get(partition);
    log?.unwatch(lane);
    if (log?.isWatched === false) this.logs.delete(partition);
  }

  after(lane: Lane, position: LanePosition, run: () => void): void {
    const log = this.logs.get(partitionOfLane(lane));
    log?.after(position, () => this.guard(run), this.reader?.round ?? 0);
  }

  /**
   * Runs what asks for a position in the lane. Nothing later than the position is given before its asker
   * has had the answer, and the rest of that turn of the event loop to call `after`.
   */
  async holding<T>(lane: Lane, ask: () => Promise<T>): Promise<T> {
    const letGo = this.holds.hold(partitionOfLane(lane));
    try {
      return await ask();
    } finally {
      setImmediate(letGo);
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
      this.log.error({ msg: 'what waited for a place in a lane failed', err });
    }
  }
}
