import { FLEET_EVENTS, channelFrame, plainEventName } from '@yipii/protocol';
import type { LastPosition } from '@yipii/platform';
import { Feed, type SnapshotSource } from './feed';
import { keepNewest, locationData, takeFrame, type WaitingPositions } from './location-frames';
import { NAME_STYLES, type NameStyle, type Subscriber } from './subscriber';

/** At most ten location frames a second on a channel (docs/streams.md, Rules). */
const FRAME_INTERVAL_MS = 100;

/** What a channel needs of the process around it. */
export interface Surroundings {
  now(): number;
  after(delayMs: number, run: () => void): void;
  /** To all sockets that joined the topic; answers how many. */
  publish(topic: string, text: string): number;
  /** A frame went out to so many sockets; these positions were live in it. */
  delivered(sockets: number, positions?: readonly LastPosition[]): void;
  snapshotFailed(error: unknown): void;
}

/**
 * One channel on this node, as long as it has subscribers. Gathers positions so that readers get the newest
 * of each asset in few frames: the first at once, what comes meanwhile 100 ms later. Sends each
 * position once, per asset only forward. New subscribers are fed by themselves until they are up to date,
 * then they join the topic.
 */
export class ChannelStream {
  private readonly feeds = new Map<Subscriber, Feed>();
  private readonly joined: Record<NameStyle, number> = { dotted: 0, plain: 0 };
  /** Newest `seq` per asset that went out or waits. */
  private readonly newest = new Map<number, number>();
  private readonly waiting: WaitingPositions = new Map();
  private nextFrameAt = 0;
  private timerIsSet = false;

  constructor(
    readonly name: string,
    private readonly snapshot: SnapshotSource,
    private readonly around: Surroundings,
  ) {}

  get subscribers(): number {
    return this.feeds.size + this.joined.dotted + this.joined.plain;
  }

  join(subscriber: Subscriber): void {
    const feed: Feed = new Feed(subscriber.socket, this.snapshot, {
      send: (positions) => {
        subscriber.socket.send(this.locationFrame(positions, subscriber.style));
        this.around.delivered(1);
      },
      learn: (positions) => this.learn(positions),
      caughtUp: () => this.takeOver(subscriber, feed),
      failed: (error) => this.around.snapshotFailed(error),
      after: (delayMs, run) => this.around.after(delayMs, run),
    });
    this.feeds.set(subscriber, feed);
    subscriber.feeds.add(feed);
    feed.pump();
  }

  leave(subscriber: Subscriber): void {
    const feed = this.feeds.get(subscriber);
    if (feed) {
      this.endFeed(subscriber, feed);
    } else {
      this.joined[subscriber.style]--;
      subscriber.socket.leave(this.topic(subscriber.style));
    }
  }

  /** Positions from anywhere: only what is new on this channel goes on. */
  offer(positions: readonly LastPosition[]): void {
    for (const position of positions) if (this.isNews(position)) keepNewest(this.waiting, position);
    this.flush();
  }

  /** Any other event goes out at once. */
  send(event: string, data: string): void {
    const frames = this.frames(event, data);
    const sockets = this.feeds.size + this.publishFrames(frames);
    for (const { socket, style } of this.feeds.keys()) socket.send(frames(style));
    this.around.delivered(sockets);
  }

  async readAgain(): Promise<void> {
    for await (const positions of this.snapshot()) this.offer(positions);
  }

  /** A snapshot may know more than has come in live; then the others get it, too. */
  private learn(positions: readonly LastPosition[]): void {
    for (const position of positions) {
      if (this.isNews(position) && this.subscribers > 1) keepNewest(this.waiting, position);
    }
    if (this.waiting.size > 0) this.flushLater(Math.max(0, this.nextFrameAt - this.around.now()));
  }

  private isNews({ assetId, seq }: LastPosition): boolean {
    if (seq <= (this.newest.get(assetId) ?? -1)) return false;
    this.newest.set(assetId, seq);
    return true;
  }

  private flush(): void {
    if (this.waiting.size === 0 || this.subscribers === 0) return;
    const now = this.around.now();
    if (now >= this.nextFrameAt) {
      this.nextFrameAt = now + FRAME_INTERVAL_MS;
      this.publish(takeFrame(this.waiting));
    }
    if (this.waiting.size > 0) this.flushLater(this.nextFrameAt - now);
  }

  private flushLater(delayMs: number): void {
    if (this.timerIsSet) return;
    this.timerIsSet = true;
    this.around.after(delayMs, () => {
      this.timerIsSet = false;
      this.flush();
    });
  }

  private publish(positions: readonly LastPosition[]): void {
    const sockets = this.publishFrames(this.frames(FLEET_EVENTS.locationUpdated, locationData(positions)));
    if (sockets > 0) this.around.delivered(sockets, positions);
    for (const feed of [...this.feeds.values()]) {
      feed.add(positions);
      feed.pump();
    }
  }

  private publishFrames(frames: (style: NameStyle) => string): number {
    let sockets = 0;
    for (const style of NAME_STYLES) {
      if (this.joined[style] > 0) sockets += this.around.publish(this.topic(style), frames(style));
    }
    return sockets;
  }

  /** The socket is up to date; but what it already has must not reach it again through the topic. */
  private takeOver(subscriber: Subscriber, feed: Feed): void {
    for (const position of this.waiting.values()) if (feed.hasSent(position)) return;
    this.endFeed(subscriber, feed);
    this.joined[subscriber.style]++;
    subscriber.socket.join(this.topic(subscriber.style));
  }

  private endFeed(subscriber: Subscriber, feed: Feed): void {
    feed.stop();
    this.feeds.delete(subscriber);
    subscriber.feeds.delete(feed);
  }

  private topic(style: NameStyle): string {
    return `${style}:${this.name}`;
  }

  private locationFrame(positions: readonly LastPosition[], style: NameStyle): string {
    return this.frames(FLEET_EVENTS.locationUpdated, locationData(positions))(style);
  }

  /** The frame of an event in either style, each built once and only if somebody wants it. */
  private frames(event: string, data: string): (style: NameStyle) => string {
    const built: Partial<Record<NameStyle, string>> = {};
    return (style) =>
      (built[style] ??= channelFrame(style === 'plain' ? plainEventName(event) : event, this.name, data));
  }
}
