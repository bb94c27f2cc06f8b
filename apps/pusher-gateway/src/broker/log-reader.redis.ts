import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { Logger, answered, backOffMs, type RedisClient } from '@yipii/platform';
import type { BrokerListener, BrokerMessage } from './channel-broker.ports';
import type { DeliveryBarriers } from './delivery-barriers';
import { logKey } from './live-log';
import { STREAM_FIELD, MESSAGES_FIELD, endsOf } from './log-ends.redis';
import type { WatchedLog } from './watched-log';

const BLOCK_MS = 2_000;
/** Entries of each log per read. */
const READ_ENTRIES = 100;
/** Characters of JSON delivered before yielding to the event loop. */
const SLICE = 256 * 1024;
/**
 * From a read that brought something to the next one, at least, unless more is waiting: what several publishers add
 * meanwhile is read at once. A message that comes alone is read at once, too.
 */
const ROUND_MS = 10;
const MAX_BACK_OFF_MS = 500;
const INTERRUPT_AGAIN_MS = 5;

interface LogEntry {
  readonly id: string;
  readonly message: Readonly<Record<string, string>>;
}

interface Read {
  readonly partition: number;
  readonly log: WatchedLog;
  readonly entries: readonly LogEntry[];
}

/** What the reader serves. */
export interface ReaderTarget extends BrokerListener {
  /** The watched logs, by partition. */
  readonly logs: ReadonlyMap<number, WatchedLog>;
  readonly barriers: DeliveryBarriers;
}

/**
 * Reads the watched logs on a connection of its own, one blocking read after another. Each continues after
 * the last entry that was delivered, so a lost connection loses nothing that the log still has.
 */
export class LogReader {
  private readonly log = new Logger('broker');
  private connections = 0;
  private checkedConnection = -1;
  private clientId = 0;
  private rounds = 0;
  private blockedRound: number | null = null;
  private interruptedRound = 0;
  private given = 0;
  /** When the next read may be sent. */
  private nextAt = 0;
  private wakeUp: () => void = () => undefined;

  constructor(
    private readonly redis: RedisClient,
    private readonly commands: RedisClient,
    private readonly target: ReaderTarget,
  ) {
    redis.on('ready', () => (this.connections += 1));
    void this.run();
  }

  /** The number of the last read that was sent. */
  get round(): number {
    return this.rounds;
  }

  /** A log was added: ends a blocking read that does not include it. */
  wake(): void {
    this.wakeUp();
    void this.interrupt();
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (this.redis.isOpen) {
      try {
        if (this.started().length === 0) await new Promise<void>((resolve) => (this.wakeUp = resolve));
        else await this.readOn();
        failures = 0;
      } catch (err) {
        failures += 1;
        // The client itself reports a lost connection.
        if (failures === 1 && this.redis.isReady) {
          this.log.warn({ msg: 'could not read from Redis, retrying', err });
        }
        await pause(backOffMs(failures, { maxMs: MAX_BACK_OFF_MS }));
      }
    }
  }

  private async readOn(): Promise<void> {
    if (this.nextAt > performance.now()) await pause(this.nextAt - performance.now());
    if (this.checkedConnection !== this.connections) await this.check();
    const round = (this.rounds += 1);
    const reads = await this.read(round);
    const withNews = reads.filter(({ entries }) => entries.length > 0);
    const isBehind = reads.some(({ entries }) => entries.length >= READ_ENTRIES);
    this.nextAt = withNews.length > 0 && !isBehind ? performance.now() + ROUND_MS : 0;
    await this.target.barriers.lowered(withNews.map(({ partition }) => partition));
    for (const { log, entries } of reads) if (entries.length === 0) log.ended(round);
    for (const read of withNews) {
      // Only a log with this many entries left may have been trimmed past the reader.
      if (read.entries.length >= READ_ENTRIES) await this.checkLogs([[read.partition, read.log]]);
      await this.give(read);
    }
  }

  private async read(round: number): Promise<Read[]> {
    const logs = this.started();
    const streams = logs.map(([partition, { position }]) => ({ key: logKey(partition), id: position ?? '' }));
    this.blockedRound = round;
    try {
      const reading = this.redis.xRead(streams, { COUNT: READ_ENTRIES, BLOCK: BLOCK_MS });
      const answer = await answered(this.redis, reading, BLOCK_MS);
      const found = new Map(answer?.map(({ name, messages }) => [name, messages as LogEntry[]]));
      return logs.map(([partition, log]) => ({
        partition,
        log,
        entries: found.get(logKey(partition)) ?? [],
      }));
    } finally {
      this.blockedRound = null;
    }
  }

  /** After a reconnect: this Redis may have lost or trimmed entries. */
  private async check(): Promise<void> {
    const connection = this.connections;
    this.clientId = await answered(this.redis, this.redis.clientId());
    await this.checkLogs(this.started());
    this.checkedConnection = connection;
  }

  private async checkLogs(logs: readonly [number, WatchedLog][]): Promise<void> {
    const ends = await Promise.all(logs.map(([partition]) => endsOf(this.redis, partition)));
    const cut = logs.filter(([, log], i) => ends[i] && log.meets(ends[i]));
    if (cut.length > 0) this.guard(() => this.target.missed());
  }

  private async give({ partition, log, entries }: Read): Promise<void> {
    for (const { id, message } of entries) {
      // It is no longer watched, or is watched again from a later position.
      if (this.target.logs.get(partition) !== log) return;
      log.pass(id, () => {
        if (log.wants(message[STREAM_FIELD] ?? '')) this.giveMessages(message[MESSAGES_FIELD] ?? '[]');
      });
      if (this.given < SLICE) continue;
      this.given = 0;
      await turn();
    }
  }

  private giveMessages(json: string): void {
    this.given += json.length;
    this.guard(() => {
      for (const message of JSON.parse(json) as BrokerMessage[]) this.target.received(message);
    });
  }

  /** A failure in one entry must not stop the others. */
  private guard(run: () => void): void {
    try {
      run();
    } catch (err) {
      this.log.error({ msg: 'message could not be handled', err });
    }
  }

  /** Repeats the command, which may reach Redis before the read that it must end. */
  private async interrupt(): Promise<void> {
    const round = this.blockedRound;
    if (round === null || this.interruptedRound === round) return;
    this.interruptedRound = round;
    try {
      while (this.blockedRound === round && (await this.commands.clientUnblock(this.clientId)) === 0) {
        await pause(INTERRUPT_AGAIN_MS);
      }
    } catch {
      // Redis is unavailable. The read times out by itself.
    }
  }

  private started(): [number, WatchedLog][] {
    return [...this.target.logs].filter(([, { position }]) => position !== null);
  }
}
