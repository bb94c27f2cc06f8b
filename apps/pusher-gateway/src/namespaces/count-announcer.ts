import { channelStream } from '@yipii/live';
import { serverFrames } from '@yipii/protocol';
import type { NodeContext } from './node-context';
import type { ChannelIdentity } from './app-channel';

/**
 * Up to this number each change is announced; above it, at most one in five seconds (Pusher protocol,
 * subscription counts).
 */
const TOLD_AT_ONCE = 100;
const PAUSE_MS = 5_000;

/**
 * Announces the number of a channel's subscribers to them and to webhooks. Not on presence channels, which
 * announce their members.
 */
export class CountAnnouncer {
  private told = 0;
  private waiting: number | null = null;
  private isPaused = false;

  constructor(
    private readonly identity: ChannelIdentity,
    private readonly context: NodeContext,
  ) {}

  isNow(subscriptions: number): void {
    const { app, traits } = this.identity;
    if (!app.subscriptionCounts || traits.isPresence) return;
    if (subscriptions > TOLD_AT_ONCE && this.isPaused) this.waiting = subscriptions;
    else if (subscriptions !== this.told) this.announce(subscriptions);
  }

  private announce(subscriptions: number): void {
    const { app, channel } = this.identity;
    const { broker, failed, tell } = this.context;
    this.told = subscriptions;
    this.waiting = null;
    const frame = serverFrames.subscriptionCount(channel, subscriptions);
    const message = { kind: 'frame', appId: app.id, channel, frame } as const;
    broker.publish(channelStream(app.id, channel), [message]).catch(failed);
    tell(app, { name: 'subscription_count', channel, subscription_count: subscriptions });
    if (subscriptions > TOLD_AT_ONCE) this.pause();
  }

  private pause(): void {
    if (this.isPaused) return;
    this.isPaused = true;
    this.context.after(PAUSE_MS, () => {
      this.isPaused = false;
      if (this.waiting !== null) this.announce(this.waiting);
    });
  }
}
