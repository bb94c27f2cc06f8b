import type { ClientSocket } from '../sockets/socket-server.ports';
import type { Feed } from './feed';

/** How a connection wants its event names: with their leading dot, or plain. */
export const NAME_STYLES = ['dotted', 'plain'] as const;
export type NameStyle = (typeof NAME_STYLES)[number];

/** A connection as the hub knows it. */
export class Subscriber {
  /** Of the channels on which it is not yet up to date. */
  readonly feeds = new Set<Feed>();
  readonly channels = new Set<string>();

  constructor(
    readonly socket: ClientSocket,
    readonly style: NameStyle,
  ) {}

  /** The reader has caught up a little. */
  drained(): void {
    for (const feed of [...this.feeds]) feed.pump();
  }
}
