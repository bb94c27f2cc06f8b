import { channelStream } from '@yipii/live';
import { watchlistFrame, type SignedInUser } from '@yipii/protocol';
import type { PusherApp } from '../apps/pusher-app';
import type { FrameMessage } from '../broker/channel-broker.ports';
import type { Announcements } from '../directory/channel-directory.ports';
import { topicOf, type NodeContext } from './node-context';
import type { ChannelClient } from './namespace';
import { untilDone } from './retry';

const ONLINE = '#online-';

/** Signed-in users are kept like channels that no client can subscribe to. */
export function onlineChannel(userId: string): string {
  return ONLINE + userId;
}

export function userOfOnlineChannel(channel: string): string | null {
  return channel.startsWith(ONLINE) ? channel.slice(ONLINE.length) : null;
}

/** Returns what a user's watchers are told, in the stream of the user's own channel. */
export function comingAndGoing(appId: string, userId: string): Announcements {
  const message = (frame: string): FrameMessage => ({
    kind: 'frame',
    appId,
    channel: watchChannel(userId),
    frame,
  });
  return {
    occupied: message(watchlistFrame([userId], [])),
    vacated: message(watchlistFrame([], [userId])),
  };
}

/** The users that a connection watches: sends first who is online, then the changes. */
export class Watchlist {
  private isOver = false;

  constructor(
    private readonly app: PusherApp,
    private readonly client: ChannelClient,
    private readonly userIds: SignedInUser['watchlist'],
    private readonly context: NodeContext,
  ) {}

  async start(): Promise<void> {
    const { app, client, context, userIds } = this;
    await Promise.all(userIds.map((id) => context.broker.watch(this.streamOf(id))));
    if (this.isOver) return;
    for (const id of userIds) client.socket.join(topicOf(app.id, watchChannel(id)));
    const online = await untilDone(
      () => this.readOnline(),
      () => !this.isOver,
      context,
    );
    if (!online) return;
    const offline = userIds.filter((id) => !online.has(id));
    client.socket.send(watchlistFrame([...online], offline));
  }

  stop(): void {
    this.isOver = true;
    for (const id of this.userIds) this.context.broker.unwatch(this.streamOf(id));
  }

  private async readOnline(): Promise<Set<string>> {
    const { directory } = this.context;
    const states = await Promise.all(
      this.userIds.map((id) => directory.read({ appId: this.app.id, channel: onlineChannel(id) })),
    );
    return new Set(this.userIds.filter((_, i) => (states[i]?.subscriptions ?? 0) > 0));
  }

  private streamOf(userId: string): string {
    return channelStream(this.app.id, onlineChannel(userId));
  }
}

function watchChannel(userId: string): string {
  return `#watch-${userId}`;
}
