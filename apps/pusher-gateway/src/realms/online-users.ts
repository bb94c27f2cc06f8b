import { watchlistFrame, type SignedInUser } from '@yipii/protocol';
import type { PusherApp } from '../apps/pusher-app';
import { channelLane, type FrameMessage } from '../broker/channel-broker.ports';
import type { Announcements } from '../directory/channel-directory.ports';
import { topicOf, type AppSurroundings } from './app-surroundings';
import type { Client } from './realm';
import { untilDone } from './retry';

const ONLINE = '#online-';

/** Who is signed in is kept like a channel that nobody can subscribe to. */
export function onlineChannel(userId: string): string {
  return ONLINE + userId;
}

export function userOfOnlineChannel(channel: string): string | null {
  return channel.startsWith(ONLINE) ? channel.slice(ONLINE.length) : null;
}

/** What watchers of a user are told, in the lane of the user's own channel. */
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

/** What a connection watches: first how it is, then what changes. */
export class Watchlist {
  private isOver = false;

  constructor(
    private readonly app: PusherApp,
    private readonly client: Client,
    private readonly userIds: SignedInUser['watchlist'],
    private readonly around: AppSurroundings,
  ) {}

  async start(): Promise<void> {
    const { app, client, around, userIds } = this;
    await Promise.all(userIds.map((id) => around.broker.watch(this.laneOf(id))));
    if (this.isOver) return;
    for (const id of userIds) client.socket.join(topicOf(app.id, watchChannel(id)));
    const online = await untilDone(
      () => this.readOnline(),
      () => !this.isOver,
      around,
    );
    if (!online) return;
    const offline = userIds.filter((id) => !online.has(id));
    client.socket.send(watchlistFrame([...online], offline));
  }

  stop(): void {
    this.isOver = true;
    for (const id of this.userIds) this.around.broker.unwatch(this.laneOf(id));
  }

  private async readOnline(): Promise<Set<string>> {
    const { directory } = this.around;
    const states = await Promise.all(
      this.userIds.map((id) => directory.read({ appId: this.app.id, channel: onlineChannel(id) })),
    );
    return new Set(this.userIds.filter((_, i) => (states[i]?.subscriptions ?? 0) > 0));
  }

  private laneOf(userId: string): string {
    return channelLane(this.app.id, onlineChannel(userId));
  }
}

function watchChannel(userId: string): string {
  return `#watch-${userId}`;
}
