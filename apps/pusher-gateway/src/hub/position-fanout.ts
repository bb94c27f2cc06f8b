import { FLEET_EVENTS } from '@yipii/protocol';
import type { GroupState, LastPosition } from '@yipii/live';
import { Feed, type SnapshotSource } from './feed';
import { locationData } from './location-frames';
import { PositionCoalescer } from './position-coalescer';
import { NAME_STYLES, type NameStyle, type Subscriber } from './subscriber';
import { TopicAudience, styledFrames, type StyledFrames } from './topic-audience';

/** What the hub needs from the node. */
export interface HubContext {
  now(): number;
  after(delayMs: number, run: () => void): void;
  /** Publishes to all sockets that joined the topic; returns their number. */
  publish(topic: string, text: string): number;
  /** A frame went out to this many sockets; these positions were live in it. */
  delivered(sockets: number, positions?: readonly LastPosition[]): void;
  snapshotFailed(error: unknown): void;
  /** The members of a group are known, or have changed: subscriptions that may not have all of them must end. */
  groupKnown(group: GroupState): void;
  /** One more reader has fallen behind on a channel (1), or one fewer (-1). */
  slowReaders(change: 1 | -1): void;
}

/** Reads the snapshot for new subscribers; passes to `hide` positions that they must not get, nor anything older. */
export type SnapshotReader = (
  hide: (positions: readonly LastPosition[]) => void,
) => AsyncIterable<readonly LastPosition[]>;

/**
 * Sends the positions of one channel to its subscribers on this node: each position once, per asset only
 * forward. A new subscriber has a feed of its own until it is up to date, then it joins the topic. One that
 * falls behind leaves the topic, and its feed sends it the newest position of each asset until it has caught
 * up.
 */
export class PositionFanout {
  private readonly feeds = new Map<Subscriber, Feed>();
  private readonly upToDate: TopicAudience;
  private readonly coalescer: PositionCoalescer;
  private readonly snapshot: SnapshotSource;
  /** Feeds that a sweep found behind. */
  private readonly slow = new Set<Feed>();
  private isSwept = true;
  private latest: { positions: readonly LastPosition[]; frames: StyledFrames } | undefined;

  constructor(
    private readonly channel: string,
    source: SnapshotReader,
    private readonly context: HubContext,
  ) {
    this.upToDate = new TopicAudience(channel, (topic, text) => context.publish(topic, text));
    this.snapshot = () => source((hidden) => this.coalescer.learn(hidden, false));
    const hasReaders = (): boolean => this.readers > 0;
    this.coalescer = new PositionCoalescer({
      now: () => context.now(),
      after: (delayMs, run) => context.after(delayMs, run),
      publish: (positions) => this.publish(positions),
      get hasReaders() {
        return hasReaders();
      },
    });
  }

  /** Starts with the snapshot. */
  join(subscriber: Subscriber): void {
    this.feed(subscriber, this.snapshot).pump();
  }

  leave(subscriber: Subscriber): void {
    const feed = this.feeds.get(subscriber);
    if (feed) this.endFeed(subscriber, feed);
    else this.upToDate.remove(subscriber);
  }

  /** Positions from any source: only what is new on this channel goes on. */
  offer(positions: readonly LastPosition[]): void {
    this.coalescer.offer(positions);
  }

  /** From now on sends nothing of the asset that is older. */
  startFrom(assetId: number, firstSeq: number): void {
    this.coalescer.startFrom(assetId, firstSeq);
    for (const feed of this.feeds.values()) feed.startFrom(assetId, firstSeq);
  }

  /** Whether there are some for the next frame. */
  get hasWaiting(): boolean {
    return this.coalescer.hasWaiting;
  }

  /** Sends any other event at once. */
  send(frames: StyledFrames): void {
    const sockets = this.feeds.size + this.upToDate.publish(frames);
    for (const { socket, style } of this.feeds.keys()) socket.send(frames(style));
    this.context.delivered(sockets);
  }

  async readAgain(): Promise<void> {
    if (this.readers === 0) return;
    for await (const positions of this.snapshot()) this.offer(positions);
  }

  /** Finds subscribers that fell behind since the last sweep, and serves the others. */
  sweep(): void {
    for (const feed of [...this.feeds.values()]) feed.pump();
    for (const feed of this.feeds.values()) this.countSlow(feed);
    if (this.isSwept) return;
    this.isSwept = true;
    const now = this.context.now();
    for (const style of NAME_STYLES) {
      this.divert(style, (subscriber) => subscriber.isUnseen && subscriber.isBehind(now));
    }
  }

  private get readers(): number {
    return this.feeds.size + this.upToDate.size;
  }

  private feed(subscriber: Subscriber, snapshot: SnapshotSource | null): Feed {
    const feed: Feed = new Feed(subscriber.socket, snapshot, {
      send: (positions) => {
        subscriber.socket.send(this.locationFrames(positions)(subscriber.style));
        subscriber.fedAt = this.context.now();
        this.context.delivered(1);
      },
      learn: (positions) => this.coalescer.learn(positions, this.readers > 1),
      caughtUp: () => this.takeOver(subscriber, feed),
      failed: (error) => this.context.snapshotFailed(error),
      after: (delayMs, run) => this.context.after(delayMs, run),
    });
    this.feeds.set(subscriber, feed);
    subscriber.feeds.add(feed);
    return feed;
  }

  private publish(positions: readonly LastPosition[]): void {
    const frames = this.framesOf(positions);
    this.latest = { positions, frames };
    this.divertSlow(frames);
    const sockets = this.upToDate.publish(frames);
    if (sockets > 0) this.context.delivered(sockets, positions);
    for (const feed of [...this.feeds.values()]) {
      feed.add(positions);
      feed.pump();
    }
    this.latest = undefined;
  }

  /** Subscribers that can't take the frame through the topic get its positions from a feed. */
  private divertSlow(frames: StyledFrames): void {
    this.isSwept = false;
    const now = this.context.now();
    for (const style of NAME_STYLES) {
      if (this.upToDate.membersOf(style).size === 0) continue;
      const bytes = Buffer.byteLength(frames(style));
      this.divert(style, (subscriber) => !subscriber.mayGet(bytes, now));
    }
  }

  private divert(style: NameStyle, isDue: (subscriber: Subscriber) => boolean): void {
    for (const subscriber of this.upToDate.membersOf(style)) {
      if (!isDue(subscriber)) continue;
      this.upToDate.remove(subscriber);
      this.feed(subscriber, null);
    }
  }

  private countSlow(feed: Feed): void {
    if (!feed.isForSlow || this.slow.has(feed)) return;
    this.slow.add(feed);
    this.context.slowReaders(1);
  }

  /** The socket is up to date, but must not get again through the topic what its feed has sent. */
  private takeOver(subscriber: Subscriber, feed: Feed): void {
    for (const position of this.coalescer.pending()) if (feed.hasSent(position)) return;
    this.endFeed(subscriber, feed);
    this.upToDate.add(subscriber);
  }

  private endFeed(subscriber: Subscriber, feed: Feed): void {
    feed.stop();
    this.feeds.delete(subscriber);
    subscriber.feeds.delete(feed);
    if (this.slow.delete(feed)) this.context.slowReaders(-1);
  }

  /** Many feeds send exactly the positions that go out to all. */
  private locationFrames(positions: readonly LastPosition[]): StyledFrames {
    const { latest } = this;
    return latest && areSame(latest.positions, positions) ? latest.frames : this.framesOf(positions);
  }

  private framesOf(positions: readonly LastPosition[]): StyledFrames {
    return styledFrames(FLEET_EVENTS.locationUpdated, this.channel, locationData(positions));
  }
}

function areSame(some: readonly LastPosition[], others: readonly LastPosition[]): boolean {
  return some.length === others.length && some.every((position, i) => position === others[i]);
}
