import { channelFrame, plainEventName } from '@yipii/protocol';
import type { ClientSocket } from '../sockets/socket-server.ports';
import type { Feed } from './feed';

/** How a connection wants its event names: with their leading dot, or plain. */
export const NAME_STYLES = ['dotted', 'plain'] as const;
export type NameStyle = (typeof NAME_STYLES)[number];

/** A socket with less than this waiting can take another frame. */
export const LOW_WATER_BYTES = 64 * 1024;
/**
 * Location frames that a socket may get through its topics between two looks at whether it reads them. A look
 * does not see what was published in the same turn of the event loop, so that up to twice as much may wait,
 * beside the low-water mark and one frame of a feed: less than 1 MB, however many channels the socket has.
 */
const UNSEEN_BYTES = 384 * 1024;
/** A look at a socket counts for so long, should nobody sweep in time. */
const LOOK_MS = 500;

/** A connection as the hub knows it. */
export class Subscriber {
  /** Of the channels on which it is not up to date. */
  readonly feeds = new Set<Feed>();
  readonly channels = new Set<string>();
  /**
   * When a feed last found that it could take more, epoch ms: a sign of life of a reader whose link is so slow
   * that a ping would wait long behind the rest.
   */
  fedAt = 0;
  private unseenBytes = 0;
  private lookedAt = 0;

  constructor(
    readonly socket: ClientSocket,
    readonly style: NameStyle,
  ) {}

  /** The reader has caught up a little. */
  drained(): void {
    for (const feed of [...this.feeds]) feed.pump();
  }

  /** Sends an event to it alone, at once. */
  send(event: string, channel: string, data: string): void {
    this.socket.send(styledFrame(this.style, event, channel, data));
  }

  /** Whether something went out to it since somebody looked. */
  get isUnseen(): boolean {
    return this.unseenBytes > 0;
  }

  /** Whether a location frame of so many bytes may go out to it through a topic; if so, it is counted. */
  mayGet(bytes: number, now: number): boolean {
    if (this.unseenBytes + bytes > UNSEEN_BYTES && (now - this.lookedAt < LOOK_MS || this.isBehind(now))) {
      return false;
    }
    this.unseenBytes += bytes;
    return true;
  }

  /** Looks whether the reader keeps up. */
  isBehind(now: number): boolean {
    this.lookedAt = now;
    const isBehind = this.socket.bufferedBytes >= LOW_WATER_BYTES;
    if (!isBehind) this.unseenBytes = 0;
    return isBehind;
  }
}

/** The frame of an event for connections of the style. */
export function styledFrame(style: NameStyle, event: string, channel: string, data: string): string {
  return channelFrame(style === 'plain' ? plainEventName(event) : event, channel, data);
}
