import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { FailureStreak } from '../failure-streak';
import type { RunningConsumer } from '../messaging.ports';
import { Deferred } from './deferred';
import { GroupSession, type SessionOptions } from './group-session';

/** Revocations and the like take effect within a second after Kafka is back. */
const MAX_PAUSE_MS = 250;

interface GroupConsumerOptions<Event> extends Omit<SessionOptions<Event>, 'formerMember' | 'onJoined'> {
  /** Longest pause between two attempts to join, for consumers that are not urgent. */
  readonly maxPauseMs?: number;
  /** Before the first session: the topics exist. */
  readonly prepare: () => Promise<void>;
  /** After the last session. */
  readonly cleanUp: () => Promise<void>;
}

/** Reads a topic for a group until it is stopped; a session that crashes is replaced by a new one. */
export class GroupConsumer<Event> implements RunningConsumer {
  private readonly joined = new Deferred();
  private readonly stopping = new AbortController();
  private readonly streak: FailureStreak;
  private readonly finished: Promise<void>;
  private session: GroupSession<Event> | undefined;
  private stopped: Promise<void> | undefined;
  private formerMember: string | null = null;
  readonly ready = this.joined.promise;
  private failure: string | null = 'has not joined its group yet';

  constructor(private readonly options: GroupConsumerOptions<Event>) {
    const { topic, groupId, maxPauseMs: maxMs = MAX_PAUSE_MS } = options;
    this.streak = new FailureStreak(new Logger('kafka'), { topic, groupId }, { maxMs });
    this.finished = this.run();
  }

  /** Why nothing is read; null while it is a member of its group. */
  get problem(): string | null {
    if (this.stopped) return null;
    return (
      this.failure ?? (this.options.lease.membership.isUnanswered() ? 'gets no answer from Kafka' : null)
    );
  }

  stop(): Promise<void> {
    return (this.stopped ??= this.finish());
  }

  private async finish(): Promise<void> {
    this.stopping.abort();
    await this.session?.stop();
    await this.finished;
    await this.options.cleanUp().catch(() => undefined);
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.options.prepare();
        await this.runSession();
      } catch (error) {
        this.failure = error instanceof Error ? error.message : String(error);
        await this.rest(this.streak.failed('a consumer failed, retrying', error));
      }
    }
  }

  private async runSession(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const onJoined = (opened: Promise<unknown>): void => {
      this.failure = null;
      this.streak.succeeded();
      void opened.then(() => this.options.lease.progress.caughtUp()).then(() => this.joined.resolve());
    };
    const session = new GroupSession({ ...this.options, formerMember: this.formerMember, onJoined });
    this.session = session;
    try {
      await session.run();
    } finally {
      this.formerMember = session.member ?? this.formerMember;
    }
  }

  private async rest(pauseMs: number): Promise<void> {
    const { signal } = this.stopping;
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
