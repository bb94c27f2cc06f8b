import type { Repetition } from '@yipii/platform';
import { channelTraits, memberRemovedFrame } from '@yipii/protocol';
import type { PusherApps } from '../apps/pusher-app';
import { comingAndGoing, userOfOnlineChannel } from './online-users';
import { untilDone } from './retry';
import type { NodeContext } from './node-context';
import type { Announcements, NodeSubscriptions } from '../directory/channel-directory.ports';

/** More than three rounds of renewal. */
const LEASE_MS = 10_000;

/**
 * Keeps what this node has in the directory alive, and clears away what nodes had that no longer renew
 * theirs, telling of each member and channel that this ends.
 */
export class KeepLease implements Repetition {
  private isOver = false;

  constructor(
    private readonly apps: PusherApps,
    private readonly context: NodeContext,
    /** Everything is to be said again: the lease had ended, or the directory lost its memory. */
    private readonly lost: () => void,
  ) {}

  /** Before the node has anything: what it had without a lease nobody would clear away. Waits for the directory. */
  async begin(): Promise<void> {
    const { directory, node } = this.context;
    await untilDone(
      () => directory.renew(node, LEASE_MS),
      () => !this.isOver,
      this.context,
    );
  }

  /** Nothing is waited for any more. */
  stop(): Promise<void> {
    this.isOver = true;
    return Promise.resolve();
  }

  /** One round of renewal; to be repeated every 3 s. Does not reject. */
  async run(): Promise<void> {
    const { directory, node, failed } = this.context;
    try {
      if (!(await directory.renew(node, LEASE_MS))) this.lost();
      for (const dead of await directory.ended()) await this.clear(dead);
    } catch (error) {
      failed(error);
    }
  }

  private async clear(node: string): Promise<void> {
    const { directory } = this.context;
    for (const holding of await directory.subscriptionsOf(node)) await this.clearChannel(node, holding);
    await directory.forget(node);
  }

  private async clearChannel(node: string, { appId, channel, users }: NodeSubscriptions): Promise<void> {
    const { directory } = this.context;
    const app = this.apps.withId(appId);
    const tell = (event: Parameters<NodeContext['tell']>[1]): void => {
      if (app && channelTraits(channel)?.userId === null) this.context.tell(app, event);
    };
    for (const userId of users) {
      const frame = memberRemovedFrame(channel, userId);
      const removed = { kind: 'frame', appId, channel, frame } as const;
      const change = { subscriptions: 0, leave: userId, announce: { removed } };
      const outcome = await directory.change(node, { appId, channel }, change);
      if (outcome.removed) tell({ name: 'member_removed', channel, user_id: userId });
    }
    const change = { subscriptions: null, announce: this.announcementsOf(appId, channel) };
    const { vacated } = await directory.change(node, { appId, channel }, change);
    if (vacated) tell({ name: 'channel_vacated', channel });
  }

  private announcementsOf(appId: string, channel: string): Announcements {
    const userId = userOfOnlineChannel(channel);
    return userId === null ? {} : comingAndGoing(appId, userId);
  }
}
