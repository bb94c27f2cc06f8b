import { FLEET_EVENTS, serverFrames } from '@yipii/protocol';
import type { LastPosition } from '@yipii/live';
import { Feed, type SnapshotSource } from './feed';
import { PositionCoalescer } from './position-coalescer';
import { locationData } from './location-frames';
import { NAME_STYLES, styledFrame, type NameStyle, type Subscriber } from './subscriber';

/** What a channel needs of the process context it. */
export interface HubContext {
  now(): number;
  after(delayMs: number, run: () => void): void;
  /** To all sockets that joined the topic; answers how many. */
  publish(topic: string, text: string): number;
  /** A frame went out to so many sockets; these positions were live in it. */
  delivered(sockets: number, positions?: readonly LastPosition[]): void;
  snapshotFailed(error: unknown): void;
  /** One more reader is behind on a channel (1), or one less (-1). */
  slowReaders(change: 1 | -1): void;
}

/** Reads what new subscribers get; what they must not get, nor anything older of it, is given to `hide`. */
export type SnapshotReader = (
  hide: (positions: readonly LastPosition[]) => void,
) => AsyncIterable<readonly LastPosition[]>;

/** A frame in either style of event names, built once and only if somebody wants it. */
type Frames = (style: NameStyle) => string;

/**
 * One channel on this node, as long as it has subscribers. Sends each position once, per asset only forward.
 * New subscribers are fed by themselves until they are up to date, then they join the topic; who falls
 * behind leaves the topic and is fed the newest position of each asset until it has caught up.
 */
export class ChannelFanout {
  /** Those who wait until this node listens to what is published on the channel. */
  private readonly waiting = new Set<Subscriber>();
  private readonly feeds = new Map<Subscriber, Feed>();
  private readonly joined: Record<NameStyle, Set<Subscriber>> = { dotted: new Set(), plain: new Set() };
  private readonly coalescer: PositionCoalescer;
  private readonly snapshot: SnapshotSource;
  /** Those that a sweep found behind. */
  private readonly slow = new Set<Feed>();
  private isListening = false;
  private isSwept = true;
  private latest: { positions: readonly LastPosition[]; frames: Frames } | undefined;

  constructor(
    readonly name: string,
    source: SnapshotReader,
    private readonly context: HubContext,
  ) {
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

  get subscribers(): number {
    return this.waiting.size + this.readers;
  }

  /** What is published from now on arrives here: those who wait have subscribed. */
  listens(): void {
    this.isListening = true;
    for (const subscriber of this.waiting) this.start(subscriber);
    this.waiting.clear();
  }

  join(subscriber: Subscriber): void {
    if (this.isListening) this.start(subscriber);
    else this.waiting.add(subscriber);
  }

  leave(subscriber: Subscriber): void {
    const feed = this.feeds.get(subscriber);
    if (feed) this.endFeed(subscriber, feed);
    else if (!this.waiting.delete(subscriber)) this.leaveTopic(subscriber);
  }

  /** Positions from anywhere: only what is new on this channel goes on. */
  offer(positions: readonly LastPosition[]): void {
    this.coalescer.offer(positions);
  }

  /** Any other event goes out at once. */
  send(event: string, data: string): void {
    const frames = this.frames(event, data);
    const sockets = this.feeds.size + this.publishFrames(frames);
    for (const { socket, style } of this.feeds.keys()) socket.send(frames(style));
    this.context.delivered(sockets);
  }

  async readAgain(): Promise<void> {
    for await (const positions of this.snapshot()) this.offer(positions);
  }

  /** Finds those who fell behind since the last time, and brings the others on. */
  sweep(): void {
    for (const feed of [...this.feeds.values()]) feed.pump();
    for (const feed of this.feeds.values()) this.countSlow(feed);
    if (this.isSwept) return;
    this.isSwept = true;
    const now = this.context.now();
    for (const style of NAME_STYLES) {
      this.holdBack(style, (subscriber) => subscriber.isUnseen && subscriber.isBehind(now));
    }
  }

  private get readers(): number {
    return this.feeds.size + this.joined.dotted.size + this.joined.plain.size;
  }

  private start(subscriber: Subscriber): void {
    subscriber.socket.send(serverFrames.subscriptionSucceeded(this.name));
    this.feed(subscriber, this.snapshot).pump();
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
    const frames = this.frames(FLEET_EVENTS.locationUpdated, locationData(positions));
    this.latest = { positions, frames };
    this.makeRoom(frames);
    const sockets = this.publishFrames(frames);
    if (sockets > 0) this.context.delivered(sockets, positions);
    for (const feed of [...this.feeds.values()]) {
      feed.add(positions);
      feed.pump();
    }
    this.latest = undefined;
  }

  /** Who may not get the frame through the topic gets its positions by a feed. */
  private makeRoom(frames: Frames): void {
    this.isSwept = false;
    const now = this.context.now();
    for (const style of NAME_STYLES) {
      if (this.joined[style].size === 0) continue;
      const bytes = Buffer.byteLength(frames(style));
      this.holdBack(style, (subscriber) => !subscriber.mayGet(bytes, now));
    }
  }

  private holdBack(style: NameStyle, isDue: (subscriber: Subscriber) => boolean): void {
    for (const subscriber of this.joined[style]) {
      if (!isDue(subscriber)) continue;
      this.leaveTopic(subscriber);
      this.feed(subscriber, null);
    }
  }

  private countSlow(feed: Feed): void {
    if (!feed.isForSlow || this.slow.has(feed)) return;
    this.slow.add(feed);
    this.context.slowReaders(1);
  }

  private publishFrames(frames: Frames): number {
    let sockets = 0;
    for (const style of NAME_STYLES) {
      if (this.joined[style].size > 0) sockets += this.context.publish(this.topic(style), frames(style));
    }
    return sockets;
  }

  /** The socket is up to date; but what it already has must not reach it again through the topic. */
  private takeOver(subscriber: Subscriber, feed: Feed): void {
    for (const position of this.coalescer.pending()) if (feed.hasSent(position)) return;
    this.endFeed(subscriber, feed);
    this.joined[subscriber.style].add(subscriber);
    subscriber.socket.join(this.topic(subscriber.style));
  }

  private leaveTopic(subscriber: Subscriber): void {
    this.joined[subscriber.style].delete(subscriber);
    subscriber.socket.leave(this.topic(subscriber.style));
  }

  private endFeed(subscriber: Subscriber, feed: Feed): void {
    feed.stop();
    this.feeds.delete(subscriber);
    subscriber.feeds.delete(feed);
    if (this.slow.delete(feed)) this.context.slowReaders(-1);
  }

  private topic(style: NameStyle): string {
    return `${style}:${this.name}`;
  }

  /** Many feeds send the very positions that go out to all. */
  private locationFrames(positions: readonly LastPosition[]): Frames {
    const { latest } = this;
    if (latest && areSame(latest.positions, positions)) return latest.frames;
    return this.frames(FLEET_EVENTS.locationUpdated, locationData(positions));
  }

  private frames(event: string, data: string): Frames {
    const built: Partial<Record<NameStyle, string>> = {};
    return (style) => (built[style] ??= styledFrame(style, event, this.name, data));
  }
}

function areSame(some: readonly LastPosition[], others: readonly LastPosition[]): boolean {
  return some.length === others.length && some.every((position, i) => position === others[i]);
}
