import type { ChannelBroker } from '../broker/channel-broker.ports';
import type { ChannelDirectory } from '../directory/channel-directory.ports';
import type { SharedCounts } from '../limits/shared-counts.ports';
import type { PusherApp } from '../apps/pusher-app';
import type { ClientSocket } from '../sockets/socket-server.ports';
import type { WebhookEvent } from '../apps/webhook-events';

/** What the channels of an app need of the process context them. */
export interface NodeContext {
  /** Id of this process among all nodes. */
  readonly node: string;
  readonly broker: ChannelBroker;
  readonly directory: ChannelDirectory;
  /** Connections per key over all nodes; an app's are under {@link appKey}. */
  readonly counts: SharedCounts;
  /** How long who left may come back before it is told: a page that is loaded again. */
  readonly leaveDelayMs: number;
  /** On one presence channel. */
  readonly maxMembers: number;
  readonly after: (delayMs: number, run: () => void) => void;
  /** To all sockets that joined the topic, but one; answers to how many. */
  readonly publish: (topic: string, text: string, except?: ClientSocket) => number;
  readonly tell: (app: PusherApp, event: WebhookEvent) => void;
  /** Told to the operator; what failed is tried again. */
  readonly failed: (error: unknown) => void;
}

/** The topic of this node's sockets for a channel. */
export function topicOf(appId: string, channel: string): string {
  return `${appId} ${channel}`;
}

/** Under it the connections of an app are counted. */
export function appKey(appId: string): string {
  return `app:${appId}`;
}
