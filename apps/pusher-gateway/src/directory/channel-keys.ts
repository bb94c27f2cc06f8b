import { channelName, channelStream, partitionKey, partitionOfStream, subscriptionsKey } from '@yipii/live';
import type { BrokerStream } from '../broker/channel-broker.ports';
import type { ChannelRef } from './channel-directory.ports';

export function refOf(name: string): ChannelRef {
  const cut = name.indexOf(':');
  return { appId: decodeURIComponent(name.slice(0, cut)), channel: name.slice(cut + 1) };
}

/** The keys of a channel, all in the partition of its stream. */
export class ChannelKeys {
  readonly stream: BrokerStream;
  readonly partition: number;
  readonly name: string;

  constructor(private readonly ref: ChannelRef) {
    this.stream = channelStream(ref.appId, ref.channel);
    this.partition = partitionOfStream(this.stream);
    this.name = channelName(ref.appId, ref.channel);
  }

  /** Hash: node → its subscriptions. */
  get subscriptions(): string {
    return subscriptionsKey(this.ref.appId, this.ref.channel);
  }
  /** Hash: user → `<number of its nodes> <user_info>`. */
  get users(): string {
    return this.key(`users:${this.name}`);
  }
  /** String: the cached event. */
  get cached(): string {
    return this.key(`cached:${this.name}`);
  }
  /** Sorted set, every score 0: the app's channels of this partition that any node has. */
  get occupied(): string {
    return occupiedKey(this.partition, this.ref.appId);
  }
  /** Set: the names of the node's channels of this partition. */
  held(node: string): string {
    return heldKey(this.partition, node);
  }
  /** Set: the channel's users on the node. */
  here(node: string): string {
    return `${herePrefix(this.partition, node)}${this.name}`;
  }

  private key(name: string): string {
    return partitionKey(this.partition, name);
  }
}

export function occupiedKey(partition: number, appId: string): string {
  return partitionKey(partition, `occupied:${encodeURIComponent(appId)}`);
}

export function heldKey(partition: number, node: string): string {
  return partitionKey(partition, `held:${node}`);
}

export function herePrefix(partition: number, node: string): string {
  return partitionKey(partition, `here:${node}:`);
}
