import { channelStream } from '@yipii/live';
import type { MemoryChannelBroker } from '../broker/channel-broker.memory';
import type { FrameMessage } from '../broker/channel-broker.ports';
import {
  ChannelDirectory,
  type Announcements,
  type CachedEvent,
  type ChannelChange,
  type ChannelInfo,
  type ChannelOutcome,
  type ChannelRef,
  type NodeSubscriptions,
} from './channel-directory.ports';
import { ChannelState } from './channel-state';
import { MemoryNodeLeases } from './node-leases.memory';

interface CachedEntry {
  readonly frame: string;
  readonly data: string;
  /** Epoch ms. */
  readonly until: number;
}

/** For a single process, or several nodes in one. */
export class MemoryChannelDirectory extends ChannelDirectory {
  /** By app, then by channel. */
  private readonly apps = new Map<string, Map<string, ChannelState>>();
  private readonly kept = new Map<string, CachedEntry>();
  private readonly leases: MemoryNodeLeases;

  constructor(
    private readonly broker: MemoryChannelBroker,
    private readonly now: () => number,
  ) {
    super();
    this.leases = new MemoryNodeLeases(now);
  }

  change(node: string, ref: ChannelRef, change: ChannelChange): Promise<ChannelOutcome> {
    const state = this.stateOf(ref) ?? new ChannelState();
    const effect = state.apply(this.leases.incarnationOf(node), change);
    this.keep(ref, state);
    for (const kind of ['occupied', 'added', 'removed', 'vacated'] as const) {
      if (effect[kind]) this.announce(change.announce?.[kind]);
    }
    return Promise.resolve({
      ...effect,
      position: this.broker.place(),
      subscriptions: state.subscriptions,
      members: change.enter ? state.members : [],
      cached: this.cachedOf(ref),
    });
  }

  read(ref: ChannelRef): Promise<ChannelInfo> {
    const state = this.stateOf(ref) ?? new ChannelState();
    const { subscriptions, members } = state;
    return Promise.resolve({ subscriptions, members, cached: this.cachedOf(ref) });
  }

  list(
    appId: string,
    prefix: string,
  ): Promise<readonly { channel: string; subscriptions: number; users: number }[]> {
    const channels = [...(this.apps.get(appId) ?? [])].filter(([channel]) => channel.startsWith(prefix));
    const counts = channels.map(([channel, { subscriptions, members }]) => {
      return { channel, subscriptions, users: members.length };
    });
    return Promise.resolve(counts);
  }

  publishCached(message: FrameMessage, data: string, ttlMs: number): Promise<void> {
    const stream = channelStream(message.appId, message.channel);
    // In the order of insertion, which is about the order of expiry.
    for (const [other, { until }] of this.kept) {
      if (until > this.now()) break;
      this.kept.delete(other);
    }
    this.kept.delete(stream);
    this.kept.set(stream, { frame: message.frame, data, until: this.now() + ttlMs });
    this.announce(message);
    return Promise.resolve();
  }

  renew(node: string, leaseMs: number): Promise<boolean> {
    return Promise.resolve(this.leases.renew(node, leaseMs));
  }

  ended(): Promise<readonly string[]> {
    return Promise.resolve(this.leases.ended());
  }

  subscriptionsOf(node: string): Promise<readonly NodeSubscriptions[]> {
    const life = this.leases.incarnationOf(node);
    const all = [...this.apps].flatMap(([appId, channels]) =>
      [...channels].map(([channel, state]) => ({ appId, channel, state })),
    );
    const held = all.filter(({ state }) => state.isHeldBy(life));
    return Promise.resolve(
      held.map(({ appId, channel, state }) => ({ appId, channel, users: state.usersOf(life) })),
    );
  }

  forget(node: string): Promise<void> {
    this.leases.forget(node);
    return Promise.resolve();
  }

  private announce(message: Announcements[keyof Announcements]): void {
    if (message) void this.broker.publish(channelStream(message.appId, message.channel), [message]);
  }

  private stateOf({ appId, channel }: ChannelRef): ChannelState | undefined {
    return this.apps.get(appId)?.get(channel);
  }

  private keep({ appId, channel }: ChannelRef, state: ChannelState): void {
    const channels = this.apps.get(appId) ?? new Map<string, ChannelState>();
    if (state.isOccupied) channels.set(channel, state);
    else channels.delete(channel);
    if (channels.size > 0) this.apps.set(appId, channels);
    else this.apps.delete(appId);
  }

  private cachedOf({ appId, channel }: ChannelRef): CachedEvent | null {
    const kept = this.kept.get(channelStream(appId, channel));
    if (!kept || kept.until <= this.now()) return null;
    return { frame: kept.frame, data: kept.data, ttl: Math.ceil((kept.until - this.now()) / 1_000) };
  }
}
