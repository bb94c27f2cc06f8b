import { Logger } from '@nestjs/common';
import type { Topic } from '@yipii/protocol';
import type { Clock } from '../../clock/clock';
import { FailureStreak } from '../failure-streak';
import { NotPublished } from '../messaging.ports';
import { AppendBatch, type AppendRequest } from './append-batch';
import { LogSession } from './log-session';
import { Segments } from './segments';
import type { TopicLog, TopicLogs } from './topic-log';

const BATCH_EVENTS = 2_000;
const BATCH_BYTES = 1_000_000;
const EXPIRY_POLL_MS = 100;
const DROP_EVERY_MS = 60_000;
const RECONNECT_MAX_MS = 1_000;

export interface AppenderOptions {
  /** Of a user who may create the schema `log`. */
  readonly url: string;
  /** A publish that is not durable after this time is rejected. */
  readonly publishTimeoutMs: number;
  readonly topics: TopicLogs;
  readonly clock: Clock;
  /** In milliseconds; absent: as the topic says. */
  readonly retentionOf?: (topic: Topic<unknown>) => number;
}

interface Task {
  readonly run: (session: LogSession) => Promise<void>;
  readonly reject: (error: Error) => void;
}

/**
 * Writes to the log: one statement at a time, everything that arrives meanwhile is gathered for the next, so
 * that offsets are dense and no reader can skip a late commit. After a lost connection it comes back by
 * itself, finds out whether the last statement took effect, and repeats it unchanged if not.
 */
export class LogAppender {
  private readonly log = new Logger('postgres-log');
  private readonly streak = new FailureStreak(this.log, {}, { maxMs: RECONNECT_MAX_MS });
  private readonly segments = new Segments();
  private expiring: NodeJS.Timeout | undefined;
  private dropping: NodeJS.Timeout | undefined;
  private queue: AppendRequest[] = [];
  private tasks: Task[] = [];
  private inFlight: AppendBatch | undefined;
  private session: LogSession | undefined;
  private epoch: number | undefined;
  private lastAt = 0;
  private working = false;
  private closed = false;

  constructor(private readonly options: AppenderOptions) {}

  /** @throws LogTaken, or PostgreSQL's error, after which it may be called again */
  async open(): Promise<void> {
    await this.connect();
    this.dropping = setInterval(() => void this.dropOldSegments().catch(() => undefined), DROP_EVERY_MS);
  }

  /** Null while the log can be written. */
  get problem(): string | null {
    return this.session && !this.session.isBroken ? null : 'no connection to the log in PostgreSQL';
  }

  append(topic: Topic<unknown>, events: AppendRequest['events']): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.closed) {
        reject(new NotPublished('the log is closed'));
        return;
      }
      this.queue.push({ topic, events, since: performance.now(), resolve, reject });
      this.expireLater();
      this.work();
    });
  }

  /** Runs a task on the writing connection between two appends. Rejects at once while the log is unavailable. */
  run<T>(task: (session: LogSession) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.problem !== null || this.closed) {
        reject(new NotPublished(this.problem ?? 'the log is closed'));
        return;
      }
      this.tasks.push({ run: (session) => task(session).then(resolve), reject });
      this.work();
    });
  }

  /** Finds the topic, or creates it. */
  topicLog(topic: Topic<unknown>): Promise<TopicLog> {
    return this.run((session) => this.topicIn(session, topic));
  }

  dropOldSegments(): Promise<void> {
    return this.run((session) => this.segments.dropOld(session, this.options.clock.now()));
  }

  /** Stores what is waiting, if the log is available, and closes it. */
  async close(): Promise<void> {
    if (this.closed) return;
    while (this.hasWork() && this.problem === null) {
      await this.run(() => Promise.resolve()).catch(() => undefined);
    }
    this.closed = true;
    clearTimeout(this.expiring);
    clearInterval(this.dropping);
    this.session?.close();
    this.giveUp(Infinity, 'the log is closed');
    for (const { reject } of this.tasks.splice(0)) reject(new NotPublished('the log is closed'));
  }

  private work(): void {
    if (this.working) return;
    this.working = true;
    // What comes in from the sockets in the same turn goes into the same commit.
    setImmediate(() => void this.workOff());
  }

  private async workOff(): Promise<void> {
    while (!this.closed && (this.hasWork() || this.problem !== null)) {
      try {
        await this.step();
        this.streak.succeeded();
      } catch (error) {
        this.session?.close();
        const pauseMs = this.streak.failed('the log does not answer', error);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
    this.working = false;
  }

  private hasWork(): boolean {
    return this.queue.length > 0 || this.tasks.length > 0 || this.inFlight !== undefined;
  }

  private async step(): Promise<void> {
    const session = this.problem === null && this.session ? this.session : await this.connect();
    this.inFlight ??= await this.gather(session);
    if (this.inFlight.size > 0) await this.inFlight.store(session, this.lastAt);
    this.settle();
    await this.runTasks(session);
  }

  private settle(): void {
    const batch = this.inFlight;
    this.inFlight = undefined;
    batch?.confirm();
  }

  private async connect(): Promise<LogSession> {
    const { url, publishTimeoutMs, topics } = this.options;
    const { session, epoch } = await LogSession.open(url, publishTimeoutMs, () => this.work());
    try {
      if (this.closed) throw new NotPublished('the log is closed');
      const others = this.epoch !== undefined && epoch !== this.epoch + 1;
      this.epoch = epoch;
      const heads = await topics.readHeads(session);
      if (others) this.giveUpInFlight('another instance has written to the log');
      if (this.inFlight?.isWithin(heads)) this.settle();
      for (const [partition, head] of heads) partition.skipTo(head);
      this.lastAt = Math.max(this.lastAt, await this.segments.refresh(session));
    } catch (error) {
      session.close();
      throw error;
    }
    this.session = session;
    return session;
  }

  /** Takes as many requests as fit, in order, with an offset for each event. */
  private async gather(session: LogSession): Promise<AppendBatch> {
    this.lastAt = Math.max(this.lastAt, this.options.clock.now());
    for (const topic of new Set(this.queue.map((request) => request.topic))) {
      const topicLog = await this.topicIn(session, topic);
      if (!this.segments.covers(topicLog, this.lastAt))
        await this.segments.add(session, topicLog, this.lastAt);
    }
    const batch = new AppendBatch();
    let taken = 0;
    for (const request of this.queue) {
      const topicLog = this.options.topics.find(request.topic);
      // A topic that arrived in the meantime may have no segment yet; the next batch takes it.
      if (!topicLog || !this.segments.covers(topicLog, this.lastAt)) break;
      if (batch.size >= BATCH_EVENTS || batch.bytes >= BATCH_BYTES) break;
      this.addTo(batch, request, topicLog);
      taken += 1;
    }
    this.queue.splice(0, taken);
    return batch;
  }

  private addTo(batch: AppendBatch, request: AppendRequest, topicLog: TopicLog): void {
    try {
      batch.add(request, topicLog);
    } catch (error) {
      request.reject(error as Error);
    }
  }

  private async topicIn(session: LogSession, topic: Topic<unknown>): Promise<TopicLog> {
    const { topics, retentionOf = ({ retentionMs }) => retentionMs } = this.options;
    const topicLog = topics.find(topic) ?? (await topics.create(session, topic));
    this.segments.keep(topicLog, retentionOf(topic));
    return topicLog;
  }

  private async runTasks(session: LogSession): Promise<void> {
    for (let task = this.tasks.shift(); task; task = this.tasks.shift()) {
      try {
        await task.run(session);
      } catch (error) {
        task.reject(error as Error);
        throw error;
      }
    }
  }

  /** Looks for late publishers only while some wait. */
  private expireLater(): void {
    this.expiring ??= setTimeout(() => {
      this.expiring = undefined;
      if (this.queue.length === 0 && !this.inFlight) return;
      this.expire();
      this.expireLater();
    }, EXPIRY_POLL_MS);
  }

  /** Rejects publishers who have waited too long; a running statement may still succeed. */
  private expire(): void {
    this.giveUp(performance.now() - this.options.publishTimeoutMs, 'the log did not confirm in time');
  }

  private giveUp(before: number, reason: string): void {
    const expired = this.queue.filter(({ since }) => since < before);
    if (expired.length > 0) this.queue = this.queue.filter(({ since }) => since >= before);
    for (const { reject } of expired) reject(new NotPublished(reason));
    const waits = this.inFlight?.requests.some(({ since }) => since < before);
    if (waits && this.problem !== null) this.giveUpInFlight(reason);
  }

  private giveUpInFlight(reason: string): void {
    const batch = this.inFlight;
    this.inFlight = undefined;
    for (const { reject } of batch?.requests ?? []) reject(new NotPublished(reason));
  }
}
