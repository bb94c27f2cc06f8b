import { partitionOf } from '@yipii/platform';

/** The number of logs that carry all broker streams; a node reads those of the streams that it watches. */
export const PARTITIONS = 16;

/** The stream of a channel of a Pusher app. */
export const channelStream = (appId: string, channel: string): string => `app:${appId}:${channel}`;

export function partitionOfStream(stream: string): number {
  return partitionOf(stream, PARTITIONS);
}

/** The braces are literal: all keys of a partition share a slot of a Redis Cluster. */
export function partitionKey(partition: number, name: string): string {
  return `live:{${partition}}:${name}`;
}

/** Returns a channel's name in keys and sets, `<app>:<channel>`; the app has no colon. */
export function channelName(appId: string, channel: string): string {
  return `${encodeURIComponent(appId)}:${channel}`;
}

/** Hash: node → its subscriptions to the channel. Gateways write it. */
export function subscriptionsKey(appId: string, channel: string): string {
  const partition = partitionOfStream(channelStream(appId, channel));
  return partitionKey(partition, `subscriptions:${channelName(appId, channel)}`);
}
