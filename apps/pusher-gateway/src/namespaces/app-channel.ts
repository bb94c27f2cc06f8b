import { channelStream } from '@yipii/live';
import {
  channelTraits,
  memberAddedFrame,
  memberRemovedFrame,
  presenceData,
  serverFrames,
  type ChannelTraits,
  type PresenceMember,
} from '@yipii/protocol';
import type { PusherApp } from '../apps/pusher-app';
import type { FrameMessage } from '../broker/channel-broker.ports';
import type {
  Announcements,
  CachedEvent,
  ChannelChange,
  ChannelOutcome,
} from '../directory/channel-directory.ports';
import { refusal } from '../session/admission';
import { topicOf, type NodeContext } from './node-context';
import { CountAnnouncer } from './count-announcer';
import { LocalUsers } from './local-users';
import type { ChannelClient } from './namespace';
import { untilDone } from './retry';

const FULL = refusal('LimitReached', 403, 'The presence channel has reached its limit of members');

/** The identity of a channel. */
export interface ChannelIdentity {
  readonly app: PusherApp;
  readonly channel: string;
  readonly traits: ChannelTraits;
  /** Published to the channel's stream when the first node gets it and when the last one releases it. */
  readonly announce?: Announcements;
}

interface ChannelSubscription {
  readonly client: ChannelClient;
  /** On presence channels. */
  readonly member: PresenceMember | null;
}

/**
 * A channel of an app on this node, from its first subscriber here until a while after its last. Its
 * changes of the directory run one after the other, each repeated until it succeeds. A subscriber of a
 * presence or cache channel joins at the position in the channel's stream where the directory has added it.
 */
export class AppChannel {
  private readonly stream: string;
  private readonly topic: string;
  private readonly listening: Promise<void>;
  private readonly subscriptions = new Map<ChannelClient, ChannelSubscription>();
  private readonly users: LocalUsers;
  private readonly counts: CountAnnouncer;
  private work: Promise<unknown> = Promise.resolve();
  private countIsDue = false;
  private isOver = false;

  constructor(
    private readonly identity: ChannelIdentity,
    private readonly context: NodeContext,
    private readonly ended: () => void,
  ) {
    const { app, channel } = identity;
    this.stream = channelStream(app.id, channel);
    this.topic = topicOf(app.id, channel);
    this.listening = context.broker.watch(this.stream);
    this.users = new LocalUsers(context, (member) => this.userLeft(member));
    this.counts = new CountAnnouncer(identity, context);
  }

  join(client: ChannelClient, member: PresenceMember | null): void {
    const subscription = { client, member };
    this.subscriptions.set(client, subscription);
    if (member) this.users.add(member);
    void this.bringIn(subscription);
  }

  leave(client: ChannelClient): void {
    const subscription = this.subscriptions.get(client);
    if (!subscription) return;
    this.subscriptions.delete(client);
    client.socket.leave(this.topic);
    if (subscription.member) this.users.remove(subscription.member);
    this.reportCount();
    if (this.subscriptions.size === 0) this.endLater();
  }

  /** The directory has lost the entries of this node: registers them again. */
  resync(): void {
    for (const member of this.users.all()) void this.change({ ...this.counted(), enter: member });
    this.reportCount();
  }

  private async bringIn(subscription: ChannelSubscription): Promise<void> {
    const { isPresence, isCache } = this.identity.traits;
    await this.listening;
    if (!isPresence && !isCache) {
      this.welcome(subscription, null);
      this.reportCount();
      return;
    }
    const outcome = await this.change({ ...this.counted(), ...this.entering(subscription) });
    if (!outcome || !this.isHere(subscription)) return;
    if (outcome.full) this.turnAway(subscription.client);
    else this.context.broker.after(this.stream, outcome.position, () => this.welcome(subscription, outcome));
  }

  /** False if the client left and joined again meanwhile. */
  private isHere(subscription: ChannelSubscription): boolean {
    return this.subscriptions.get(subscription.client) === subscription;
  }

  private welcome(subscription: ChannelSubscription, outcome: ChannelOutcome | null): void {
    const { channel, traits } = this.identity;
    if (!this.isHere(subscription) || isInternal(channel)) return;
    const { client } = subscription;
    const data = traits.isPresence && outcome ? presenceData(outcome.members) : undefined;
    client.socket.send(serverFrames.subscriptionSucceeded(channel, data));
    if (traits.isCache) this.sendCached(client, outcome?.cached ?? null);
    client.socket.join(this.topic);
  }

  private sendCached(client: ChannelClient, cached: CachedEvent | null): void {
    const { app, channel } = this.identity;
    client.socket.send(cached?.frame ?? serverFrames.cacheMiss(channel));
    if (!cached) this.context.tell(app, { name: 'cache_miss', channel });
  }

  private turnAway(client: ChannelClient): void {
    const { channel } = this.identity;
    this.leave(client);
    client.refused(channel, FULL);
  }

  private entering({ client, member }: ChannelSubscription): Partial<ChannelChange> {
    if (!member) return {};
    const frame = memberAddedFrame(this.identity.channel, member);
    const added = { ...this.message(frame), except: client.socketId };
    return { enter: member, maxMembers: this.context.maxMembers, announce: { added } };
  }

  /** No connection of this node has been this user's for the length of the grace period. */
  private userLeft(userId: string): void {
    const removed = this.message(memberRemovedFrame(this.identity.channel, userId));
    void this.change({ ...this.counted(), leave: userId, announce: { removed } });
  }

  /** Reports once, however many subscribers join and leave meanwhile. */
  private reportCount(): void {
    if (this.countIsDue) return;
    this.countIsDue = true;
    void this.enqueue(() => {
      this.countIsDue = false;
      return this.apply(this.counted());
    });
  }

  private counted(): { subscriptions: number } {
    return { subscriptions: this.subscriptions.size };
  }

  private endLater(): void {
    this.context.after(this.context.leaveDelayMs, () => {
      if (this.subscriptions.size > 0 || this.isOver) return;
      void this.enqueue(async () => {
        if (this.subscriptions.size > 0 || this.isOver || this.users.size > 0) return;
        await this.apply({ subscriptions: null });
        if (this.subscriptions.size > 0) return;
        this.isOver = true;
        this.context.broker.unwatch(this.stream);
        this.ended();
      });
    });
  }

  private change(change: ChannelChange): Promise<ChannelOutcome | null> {
    return this.enqueue(() => this.apply(change));
  }

  private enqueue<T>(task: () => Promise<T>): Promise<T> {
    const done = this.work.then(task);
    this.work = done.catch((error: unknown) => this.context.failed(error));
    return done;
  }

  private async apply(change: ChannelChange): Promise<ChannelOutcome | null> {
    const { node, directory } = this.context;
    const { app, channel, announce } = this.identity;
    const outcome = await untilDone(
      () =>
        directory.change(
          node,
          { appId: app.id, channel },
          { ...change, announce: { ...announce, ...change.announce } },
        ),
      () => !this.isOver,
      this.context,
    );
    if (outcome) this.tell(change, outcome);
    return outcome;
  }

  private tell({ enter, leave }: ChannelChange, outcome: ChannelOutcome): void {
    const { app, channel } = this.identity;
    const { context } = this;
    if (channel.startsWith('#')) return;
    if (outcome.occupied) context.tell(app, { name: 'channel_occupied', channel });
    if (outcome.added && enter) context.tell(app, { name: 'member_added', channel, user_id: enter.userId });
    if (outcome.removed && leave !== undefined) {
      context.tell(app, { name: 'member_removed', channel, user_id: leave });
    }
    if (outcome.vacated) context.tell(app, { name: 'channel_vacated', channel });
    this.counts.isNow(outcome.subscriptions);
  }

  private message(frame: string): FrameMessage {
    const { app, channel } = this.identity;
    return { kind: 'frame', appId: app.id, channel, frame };
  }
}

/** Names that no client can subscribe to. */
function isInternal(channel: string): boolean {
  return channel.startsWith('#') && channelTraits(channel) === null;
}
