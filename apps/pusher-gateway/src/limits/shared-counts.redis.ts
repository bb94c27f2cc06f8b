import { randomUUID } from 'node:crypto';
import { Logger, repeat, type RedisClient, type Repetition } from '@yipii/platform';
import { hmac } from '@yipii/protocol';
import { SharedCounts } from './shared-counts.ports';
import { OthersCounts, type CountsMessage } from './others-counts';
import { OwnCounts } from './own-counts';

const CHANNEL = 'connections';
const TELL_MS = 1_000;
/** 128 bits, against collisions. */
const HIDDEN_KEY_LENGTH = 32;

export interface SharedCountsSettings {
  /** The same in all processes. Keys leave this process as keyed hashes only: they may be addresses. */
  readonly secret: string;
  /** Epoch ms. */
  readonly now: () => number;
}

/**
 * For processes that share Redis: each publishes its changes about every second, by Pub/Sub, so nothing is
 * stored in Redis. A process that is silent for {@link LEASE_MS} is forgotten. One that missed a message
 * asks the others, which then publish everything.
 */
export class RedisSharedCounts extends SharedCounts {
  private readonly log = new Logger('limits');
  private readonly node = randomUUID();
  private readonly own = new OwnCounts();
  private readonly others: OthersCounts;
  private telling: Repetition | undefined;
  private seq = 0;
  private mustTellAll = true;
  private mustAsk = false;

  constructor(
    private readonly publisher: RedisClient,
    private readonly openSubscriber: () => RedisClient,
    private readonly settings: SharedCountsSettings,
  ) {
    super();
    this.others = new OthersCounts(settings.now);
  }

  of(key: string): number {
    const hidden = this.hide(key);
    return this.own.of(hidden) + this.others.of(hidden);
  }

  add(key: string): void {
    this.own.change(this.hide(key), 1);
  }

  remove(key: string): void {
    this.own.change(this.hide(key), -1);
  }

  /** Starts to listen to the others and to publish. */
  start(): void {
    this.listen();
    this.telling = repeat(TELL_MS, () => this.tell());
  }

  /** Announces the end, so that the others need not wait for the lease to expire. */
  async stop(): Promise<void> {
    await this.telling?.stop();
    await this.publish({ changes: [], ends: true }).catch(() => undefined);
  }

  private listen(): void {
    const subscriber = this.openSubscriber();
    let isSubscribed = false;
    subscriber.on('ready', () => {
      if (isSubscribed) {
        // The client has already resubscribed by itself.
        this.mustAsk = true;
        return;
      }
      subscriber
        .subscribe(CHANNEL, (text) => this.hear(JSON.parse(text) as CountsMessage))
        .then(
          () => (isSubscribed = this.mustAsk = true),
          (err: unknown) => this.log.warn({ msg: 'could not subscribe, retrying when reconnected', err }),
        );
    });
  }

  private hear(message: CountsMessage): void {
    if (message.node === this.node) return;
    if (message.asks) this.mustTellAll = true;
    if (this.others.hear(message)) this.mustAsk = true;
  }

  private async tell(): Promise<void> {
    this.others.forgetDead();
    const [anew, asks] = [this.mustTellAll, this.mustAsk];
    const [first = [], ...rest] = anew ? this.own.tellAll() : this.own.tell();
    this.mustTellAll = this.mustAsk = false;
    try {
      await this.publish({ changes: first, ...(anew && { anew }), ...(asks && { asks }) });
      for (const changes of rest) await this.publish({ changes });
    } catch {
      // Redis is unavailable, which its connection reports: what the others have received is unknown.
      this.mustTellAll = true;
      this.mustAsk ||= asks;
    }
  }

  private async publish(message: Omit<CountsMessage, 'node' | 'seq'>): Promise<void> {
    const whole: CountsMessage = { node: this.node, seq: ++this.seq, ...message };
    await this.publisher.publish(CHANNEL, JSON.stringify(whole));
  }

  private hide(key: string): string {
    return hmac(this.settings.secret, `connections:${key}`).slice(0, HIDDEN_KEY_LENGTH);
  }
}
