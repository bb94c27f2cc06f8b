import type { ChannelBroker } from '../broker/channel-broker.ports';
import type { ChannelDirectory } from '../directory/channel-directory.ports';
import type { SharedCounts } from '../limits/shared-counts.ports';
import type { PusherApp } from '../apps/pusher-app';
import type { ClientSocket } from '../sockets/socket-server.ports';
import type { WebhookEvent } from '../apps/webhook-events';

/** What the channels of an app need from the node. */
export interface NodeContext {
  /** Id of this node. */
  readonly node: string;
  readonly broker: ChannelBroker;
  readonly directory: ChannelDirectory;
  /** Connections by key over all nodes; {@link appKey} is an app's. */
  readonly counts: SharedCounts;
  /**
   * Grace period before a departure is announced, so that a page reload does not look like leaving and
   * rejoining.
   */
  readonly leaveDelayMs: number;
  /** Members of one presence channel. */
  readonly maxMembers: number;
  readonly after: (delayMs: number, run: () => void) => void;
  /** Publishes to all sockets that joined the topic, except one; returns their number. */
  readonly publish: (topic: string, text: string, except?: ClientSocket) => number;
  /** A frame of the app went to so many sockets. */
  readonly sent: (sockets: number, appId: string) => void;
  readonly tell: (app: PusherApp, event: WebhookEvent) => void;
  /** Reports a failure to the operator; the work is retried. */
  readonly failed: (error: unknown) => void;
}

/** Returns the socket topic of a channel. */
export function topicOf(appId: string, channel: string): string {
  return `${appId} ${channel}`;
}

/** Returns the key under which an app's connections are counted. */
export function appKey(appId: string): string {
  return `app:${appId}`;
}
