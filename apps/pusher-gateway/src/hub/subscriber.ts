import { channelFrame, plainEventName } from '@yipii/protocol';
import { LazySet } from '../lazy-collections';
import type { ClientSocket } from '../sockets/socket-server.ports';
import type { Feed } from './feed';

/** The style of a connection's event names: with their leading dot, or without. */
export const NAME_STYLES = ['dotted', 'plain'] as const;
export type NameStyle = (typeof NAME_STYLES)[number];

/** A socket with fewer buffered bytes can take another frame. */
export const LOW_WATER_BYTES = 64 * 1024;
/**
 * Bytes of location frames that a socket may get through its topics between two checks of whether it reads
 * them. A check does not see what was published in the same turn of the event loop, so twice as much may be
 * buffered, beside the low-water mark and one frame of a feed: less than 1 MB, whatever the number of
 * channels.
 */
const UNSEEN_BYTES = 384 * 1024;
/** How long a check of a socket is valid if no sweep comes in time. */
const LOOK_MS = 500;

/** A connection as the hub knows it. */
export class Subscriber {
  /** Feeds of the channels on which it is not up to date. */
  readonly feeds = new LazySet<Feed>();
  readonly channels = new LazySet<string>();
  /**
   * When a feed last found that it could take more, epoch ms: a sign of life from a client on a link so
   * slow that a ping would wait long behind other frames.
   */
  fedAt = 0;
  private unseenBytes = 0;
  private lookedAt = 0;

  constructor(
    readonly socket: ClientSocket,
    readonly style: NameStyle,
  ) {}

  /** The socket has written some of what was buffered. */
  drained(): void {
    for (const feed of [...this.feeds]) feed.pump();
  }

  /** Sends an event to this connection alone, immediately. */
  send(event: string, channel: string, data: string): void {
    this.socket.send(styledFrame(this.style, event, channel, data));
  }

  /** Returns whether something was sent to it since the last check. */
  get isUnseen(): boolean {
    return this.unseenBytes > 0;
  }

  /** Returns whether a location frame of this size may be sent to it through a topic, and counts it if so. */
  mayGet(bytes: number, now: number): boolean {
    if (this.unseenBytes + bytes > UNSEEN_BYTES && (now - this.lookedAt < LOOK_MS || this.isBehind(now))) {
      return false;
    }
    this.unseenBytes += bytes;
    return true;
  }

  /** Checks whether the reader keeps up. */
  isBehind(now: number): boolean {
    this.lookedAt = now;
    const isBehind = this.socket.bufferedBytes >= LOW_WATER_BYTES;
    if (!isBehind) this.unseenBytes = 0;
    return isBehind;
  }
}

/** Returns the frame of an event for connections of the style. */
export function styledFrame(style: NameStyle, event: string, channel: string, data: string): string {
  return channelFrame(style === 'plain' ? plainEventName(event) : event, channel, data);
}
