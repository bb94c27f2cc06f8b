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
 * Renews this node's lease in the directory, and removes the entries of nodes whose lease has expired,
 * announcing each member and channel that this ends.
 */
export class KeepLease implements Repetition {
  private isOver = false;

  constructor(
    private readonly apps: PusherApps,
    private readonly context: NodeContext,
    /** The lease had expired, or the directory lost its data: everything must be registered again. */
    private readonly lost: () => void,
  ) {}

  /**
   * Takes the lease before the node registers anything, since entries without a lease would never be
   * removed. Waits for the directory.
   */
  async begin(): Promise<void> {
    const { directory, node } = this.context;
    await untilDone(
      () => directory.renew(node, LEASE_MS),
      () => !this.isOver,
      this.context,
    );
  }

  /** Ends waiting. */
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
