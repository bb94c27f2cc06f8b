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
import { channelLane, type FrameMessage } from '../broker/channel-broker.ports';
import type {
  Announcements,
  CachedEvent,
  ChannelChange,
  ChannelOutcome,
} from '../directory/channel-directory.ports';
import { refusal } from '../session/app-policy';
import { topicOf, type AppSurroundings } from './app-surroundings';
import { CountAnnouncer } from './count-announcer';
import { LocalUsers } from './local-users';
import type { Client } from './realm';
import { untilDone } from './retry';

const FULL = refusal('LimitReached', 403, 'The presence channel has as many members as it may have');

/** What a room needs to know of itself. */
export interface RoomIdentity {
  readonly app: PusherApp;
  readonly channel: string;
  readonly traits: ChannelTraits;
  /** Put into the channel's lane when the first node gets it and when the last lets go. */
  readonly announce?: Announcements;
}

interface Visit {
  readonly client: Client;
  /** On presence channels. */
  readonly member: PresenceMember | null;
}

/**
 * A channel of an app on this node, from its first subscriber here until a while after its last. What it
 * says to the directory goes one after the other, and again until it succeeds; who joins where others must
 * be told, or where there is something to be told of others, joins at the place in the order of events where
 * the directory has taken it in.
 */
export class Room {
  private readonly lane: string;
  private readonly topic: string;
  private readonly listening: Promise<void>;
  private readonly visits = new Map<Client, Visit>();
  private readonly users: LocalUsers;
  private readonly counts: CountAnnouncer;
  private work: Promise<unknown> = Promise.resolve();
  private countIsDue = false;
  private isOver = false;

  constructor(
    private readonly identity: RoomIdentity,
    private readonly around: AppSurroundings,
    private readonly ended: () => void,
  ) {
    const { app, channel } = identity;
    this.lane = channelLane(app.id, channel);
    this.topic = topicOf(app.id, channel);
    this.listening = around.broker.watch(this.lane);
    this.users = new LocalUsers(around, (member) => this.userLeft(member));
    this.counts = new CountAnnouncer(identity, around);
  }

  join(client: Client, member: PresenceMember | null): void {
    const visit = { client, member };
    this.visits.set(client, visit);
    if (member) this.users.add(member);
    void this.bringIn(visit);
  }

  leave(client: Client): void {
    const visit = this.visits.get(client);
    if (!visit) return;
    this.visits.delete(client);
    client.socket.leave(this.topic);
    if (visit.member) this.users.remove(visit.member);
    this.sayCount();
    if (this.visits.size === 0) this.endLater();
  }

  /** The directory has forgotten what this node told it. */
  sayAgain(): void {
    for (const member of this.users.all()) void this.change({ ...this.counted(), enter: member });
    this.sayCount();
  }

  private async bringIn(visit: Visit): Promise<void> {
    const { isPresence, isCache } = this.identity.traits;
    await this.listening;
    if (!isPresence && !isCache) {
      this.welcome(visit, null);
      this.sayCount();
      return;
    }
    const outcome = await this.change({ ...this.counted(), ...this.entering(visit) });
    if (!outcome || !this.isHere(visit)) return;
    if (outcome.full) this.turnAway(visit.client);
    else this.around.broker.after(this.lane, outcome.position, () => this.welcome(visit, outcome));
  }

  /** Not one that left and came again in the meantime. */
  private isHere(visit: Visit): boolean {
    return this.visits.get(visit.client) === visit;
  }

  private welcome(visit: Visit, outcome: ChannelOutcome | null): void {
    const { channel, traits } = this.identity;
    if (!this.isHere(visit) || isInternal(channel)) return;
    const { client } = visit;
    const data = traits.isPresence && outcome ? presenceData(outcome.members) : undefined;
    client.socket.send(serverFrames.subscriptionSucceeded(channel, data));
    if (traits.isCache) this.sendCached(client, outcome?.cached ?? null);
    client.socket.join(this.topic);
  }

  private sendCached(client: Client, cached: CachedEvent | null): void {
    const { app, channel } = this.identity;
    client.socket.send(cached?.frame ?? serverFrames.cacheMiss(channel));
    if (!cached) this.around.tell(app, { name: 'cache_miss', channel });
  }

  private turnAway(client: Client): void {
    const { channel } = this.identity;
    this.leave(client);
    client.refused(channel, FULL);
  }

  private entering({ client, member }: Visit): Partial<ChannelChange> {
    if (!member) return {};
    const frame = memberAddedFrame(this.identity.channel, member);
    const added = { ...this.message(frame), except: client.socketId };
    return { enter: member, maxMembers: this.around.maxMembers, announce: { added } };
  }

  /** Nobody on this node is this user any more, for a while now. */
  private userLeft(userId: string): void {
    const removed = this.message(memberRemovedFrame(this.identity.channel, userId));
    void this.change({ ...this.counted(), leave: userId, announce: { removed } });
  }

  /** However many come and go meanwhile, the directory is told once. */
  private sayCount(): void {
    if (this.countIsDue) return;
    this.countIsDue = true;
    void this.enqueue(() => {
      this.countIsDue = false;
      return this.apply(this.counted());
    });
  }

  private counted(): { subscriptions: number } {
    return { subscriptions: this.visits.size };
  }

  private endLater(): void {
    this.around.after(this.around.leaveDelayMs, () => {
      if (this.visits.size > 0 || this.isOver) return;
      void this.enqueue(async () => {
        if (this.visits.size > 0 || this.isOver || this.users.size > 0) return;
        await this.apply({ subscriptions: null });
        if (this.visits.size > 0) return;
        this.isOver = true;
        this.around.broker.unwatch(this.lane);
        this.ended();
      });
    });
  }

  private change(change: ChannelChange): Promise<ChannelOutcome | null> {
    return this.enqueue(() => this.apply(change));
  }

  private enqueue<T>(task: () => Promise<T>): Promise<T> {
    const done = this.work.then(task);
    this.work = done.catch((error: unknown) => this.around.failed(error));
    return done;
  }

  private async apply(change: ChannelChange): Promise<ChannelOutcome | null> {
    const { node, directory } = this.around;
    const { app, channel, announce } = this.identity;
    const outcome = await untilDone(
      () =>
        directory.change(
          node,
          { appId: app.id, channel },
          { ...change, announce: { ...announce, ...change.announce } },
        ),
      () => !this.isOver,
      this.around,
    );
    if (outcome) this.tell(change, outcome);
    return outcome;
  }

  private tell({ enter, leave }: ChannelChange, outcome: ChannelOutcome): void {
    const { app, channel } = this.identity;
    const { around } = this;
    if (channel.startsWith('#')) return;
    if (outcome.occupied) around.tell(app, { name: 'channel_occupied', channel });
    if (outcome.added && enter) around.tell(app, { name: 'member_added', channel, user_id: enter.userId });
    if (outcome.removed && leave !== undefined) {
      around.tell(app, { name: 'member_removed', channel, user_id: leave });
    }
    if (outcome.vacated) around.tell(app, { name: 'channel_vacated', channel });
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
