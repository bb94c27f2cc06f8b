import { Logger } from '@nestjs/common';
import { inEnvelopeOfToday, topics, type Envelope, type Topic } from '@yipii/protocol';
import type { Lifecycle } from '../lifecycle/lifecycle';
import { repeat } from '../lifecycle/repeat';
import { FailureStreak } from '../messaging/failure-streak';
import type { EventPublisher, OutgoingEvent } from '../messaging/messaging.ports';
import type { Outbox } from './outbox';
import type { OutboxMetrics } from './outbox-metrics';
import type { ClaimedKey, OutboxRow, OutboxTable, Room } from './outbox-table';

const RENEW_EVERY_MS = 500;
/** Number of keys published at the same time. Failed ones can't crowd out the others. */
const ROOM = { fresh: 200, failed: 50 };

const KNOWN: ReadonlyMap<string, Topic<unknown>> = new Map(
  Object.values(topics).map((topic: Topic<unknown>) => [topic.name, topic]),
);

interface ActiveKey {
  readonly head: OutboxRow;
  readonly done: Promise<void>;
}

/**
 * Publishes what is in the outbox and removes it: right after a commit, and within a second what is due again, was
 * left by a crash or comes from a process without a relay, e.g. an administrator's command. Keys are published one by
 * one, so that one that fails delays no other. Several replicas may run it at once: each claims keys of its own. An
 * event is published twice only if a process dies, freezes or loses the database between publishing and removing it;
 * its id is the same both times.
 */
export class OutboxRelay {
  private readonly database = new FailureStreak(new Logger('outbox'), { part: 'database' });
  /** Keyed by the id of the head. */
  private readonly active = new Map<string, ActiveKey>();
  /** Events that are published but not removed yet. */
  private readonly published = new Set<string>();
  private removal: Promise<void> = Promise.resolve();
  private claiming: Promise<void> | undefined;
  private claimAgain = false;

  constructor(
    private readonly table: OutboxTable,
    private readonly publisher: EventPublisher,
    private readonly outbox: Outbox,
    private readonly metrics: OutboxMetrics,
    private readonly lifecycle: Lifecycle,
  ) {}

  /** Starts to publish. */
  onApplicationBootstrap(): void {
    const renewals = repeat(RENEW_EVERY_MS, () => this.renew());
    const polling = this.table.onDue(() => this.claim());
    this.outbox.onCommitted(() => void this.claim());
    this.lifecycle.onStop('flush', 'outbox', async () => {
      await polling.stop();
      void this.claim();
      await this.idle();
      await renewals.stop();
    });
    void this.claim();
  }

  private async idle(): Promise<void> {
    while (this.claiming ?? this.active.size > 0)
      await (this.claiming ?? Promise.race([...this.active.values()].map(({ done }) => done)));
  }

  /** Renews the claims of slow keys. */
  private async renew(): Promise<void> {
    const heads = Array.from(this.active.values(), ({ head }) => head);
    if (heads.length === 0) return;
    try {
      await this.table.renew(heads);
    } catch (error) {
      this.database.failed('claims in the outbox cannot be renewed', error);
    }
  }

  /** Claims due keys as far as there is room; resolves when the running claim is over. Never rejects. */
  private claim(): Promise<void> {
    this.claimAgain = true;
    this.claiming ??= this.claimKeys().finally(() => {
      this.claiming = undefined;
      if (this.claimAgain) void this.claim();
    });
    return this.claiming;
  }

  private async claimKeys(): Promise<void> {
    this.claimAgain = false;
    try {
      for (const key of await this.table.claim([...KNOWN.keys()], this.room())) this.start(key);
      this.database.succeeded();
    } catch (error) {
      this.database.failed('the outbox cannot be read', error);
    }
  }

  private room(): Room {
    const failed = [...this.active.values()].filter(({ head }) => head.attempts > 0).length;
    return {
      fresh: ROOM.fresh - (this.active.size - failed),
      // Nothing is retried while the process stops.
      failed: this.lifecycle.isStopping ? 0 : ROOM.failed - failed,
    };
  }

  private start(key: ClaimedKey): void {
    const [head] = key;
    const done = this.publish(key).finally(() => {
      this.active.delete(head.id);
      // The next event of the key may be due, and there is room for another key.
      void this.claim();
    });
    this.active.set(head.id, { head, done });
  }

  private async publish(key: ClaimedKey): Promise<void> {
    const [head] = key;
    const open = key.filter(({ id }) => !this.published.has(id));
    try {
      const topic = KNOWN.get(head.topic);
      if (topic) await this.publisher.publish(topic, open.map(toOutgoing));
    } catch (error) {
      await this.giveBack(head, error);
      return;
    }
    for (const { id } of open) this.published.add(id);
    this.metrics.published.inc({ topic: head.topic }, open.length);
    await this.removePublished();
  }

  private async giveBack(head: OutboxRow, cause: unknown): Promise<void> {
    const { topic } = head;
    this.metrics.failures.inc({ topic });
    try {
      const outcome = await this.table.failed(head, cause);
      if (outcome === 'set aside') this.metrics.deadLetters.inc({ topic });
    } catch (error) {
      // Its claim expires by itself.
      this.database.failed('the outbox cannot be written', error);
    }
  }

  /** Events published while rows are being removed are removed together by the next statement. */
  private removePublished(): Promise<void> {
    this.removal = this.removal.then(async () => {
      const ids = [...this.published];
      if (ids.length === 0) return;
      try {
        await this.table.remove(ids);
        for (const id of ids) this.published.delete(id);
      } catch (error) {
        // They will be claimed again, but not published again.
        this.database.failed('published events cannot be removed from the outbox', error);
      }
    });
    return this.removal;
  }
}

function toOutgoing({ key, payload }: OutboxRow): OutgoingEvent<unknown> {
  return { ...(inEnvelopeOfToday(payload, key) as Envelope<unknown>), key };
}
