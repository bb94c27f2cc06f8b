import {
  accountChannel,
  assetChannel,
  eventKindOf,
  groupChannel,
  linkEvent,
  trackingChannel,
  TRACKING_EVENTS,
  type EventKind,
  type FleetChannel,
  type LinkToldLive,
  type LinkVehicleChanged,
  type RegistryChanged,
} from '@yipii/protocol';
import type { GroupState, LinkPosition } from '@yipii/live';
import {
  fleetStream,
  linkStream,
  type BrokerStream,
  type ChannelBroker,
  type EventMessage,
  type LinkPositionMessage,
  type PositionsMessage,
} from '../broker/channel-broker.ports';
import type { Identified } from '../identified';
import type { HubSources } from './hub.ports';
import { LiveChannel } from './live-channel';
import type { HubContext, SnapshotReader } from './position-fanout';
import { RecentIds } from './recent-ids';
import { THE_VEHICLE, chunksOf, fleetSnapshot, linkSnapshot, positionOfLink } from './snapshots';
import type { Subscriber } from './subscriber';
import { WatchedGroups } from './watched-groups';

/** More events than arrive while fan-in publishes its recent messages again. */
const REMEMBERED_EVENTS = 50_000;
const RETRY_MS = 1_000;
/** Viewers of a link get all its events. */
const OF_LINKS: readonly EventKind[] = ['positions'];

/** Messages of the broker that are for the hub. */
export type HubMessage = PositionsMessage | EventMessage | LinkPositionMessage;

/** A subscription to a channel of the fleet. */
export interface FleetSubscription {
  readonly channel: FleetChannel;
  readonly accountId: number;
  /** The events that it delivers. */
  readonly kinds: readonly EventKind[];
}

interface Opening {
  readonly stream: BrokerStream;
  readonly source: SnapshotReader;
  readonly groupId?: number | undefined;
}

interface OpenChannel {
  readonly channel: LiveChannel;
  readonly stream: BrokerStream;
  /** On the channel of a group. */
  readonly groupId: number | undefined;
  /** The newest that came in, on the channel of a link. */
  linkPosition?: LinkPosition;
}

/**
 * The channels of our own app that have subscribers on this node. Watches a stream of the broker as long as
 * one of its channels is among them, and brings what arrives to its channels.
 */
export class Hub {
  private readonly channels = new Map<string, OpenChannel>();
  private readonly events = new RecentIds(REMEMBERED_EVENTS);
  private readonly groups: WatchedGroups;

  constructor(
    private readonly sources: HubSources,
    private readonly broker: Pick<ChannelBroker, 'watch' | 'unwatch'>,
    private readonly context: HubContext,
  ) {
    this.groups = new WatchedGroups(sources.groupMembers, {
      now: () => context.now(),
      after: (delayMs, run) => context.after(delayMs, run),
      known: (group) => context.groupKnown(group),
      added: (group, assetIds) => this.bringIn(group, assetIds),
      failed: (error) => context.snapshotFailed(error),
    });
  }

  /**
   * Tells the subscriber that it has subscribed as soon as this node listens to the channel, then sends the
   * last known positions, then everything that happens there; of both only the kinds of its subscription.
   */
  join(subscriber: Subscriber, { channel, accountId, kinds }: FleetSubscription): void {
    const name = nameOf(channel);
    const membersOf = (groupId: number): readonly number[] => this.groups.state(groupId)?.assetIds ?? [];
    const source = fleetSnapshot(this.sources.positions, channel, accountId, membersOf);
    const groupId = channel.kind === 'group' ? channel.groupId : undefined;
    this.open(name, { stream: fleetStream(accountId), source, groupId }).join(subscriber, kinds);
    subscriber.channels.add(name);
  }

  /** Does the same on the channel of a tracking link. */
  joinLink(subscriber: Subscriber, linkUuid: string): void {
    const name = trackingChannel(linkUuid);
    const source = linkSnapshot(this.sources, linkUuid);
    this.open(name, { stream: linkStream(linkUuid), source }).join(subscriber, OF_LINKS);
    subscriber.channels.add(name);
  }

  leave(subscriber: Subscriber, name: string): void {
    const open = this.channels.get(name);
    if (!open || !subscriber.channels.delete(name)) return;
    open.channel.leave(subscriber);
    if (open.channel.subscribers > 0) return;
    this.channels.delete(name);
    this.broker.unwatch(open.stream);
    if (open.groupId !== undefined) this.groups.unwatch(open.groupId);
  }

  leaveAll(subscriber: Subscriber): void {
    for (const name of [...subscriber.channels]) this.leave(subscriber, name);
  }

  receive(message: HubMessage): void {
    if (this.channels.size === 0) return;
    if (message.kind === 'positions') this.receivePositions(message);
    else if (message.kind === 'event') this.receiveEvent(message);
    else this.receiveLinkPosition(message);
  }

  /** Tells the viewers of the link. The end of a link is told by the sessions whose access it ends. */
  linkChanged(change: Identified<LinkToldLive>): void {
    const open = this.channels.get(trackingChannel(change.linkUuid));
    if (!open || !this.events.add(change.id)) return;
    const { channel, linkPosition } = open;
    const { event, data } = linkEvent(change);
    // Where the former vehicle was must not be taken for where the new one is.
    if (change.change === 'vehicle' && change.firstSeq !== undefined)
      channel.positions.startFrom(THE_VEHICLE, change.firstSeq);
    channel.send('positions', event, data);
    // The two travel separately: if the new vehicle's position was sent first, it is sent again after the event.
    if (change.change !== 'vehicle' || !linkPosition || channel.positions.hasWaiting) return;
    if (isOfNewVehicle(linkPosition, change))
      channel.send('positions', TRACKING_EVENTS.locationUpdated, linkPosition.json);
  }

  /** Rereads the members of groups after a change of the registry. */
  registryChanged(change: RegistryChanged): void {
    this.groups.changed(change);
  }

  /** Returns the members of a group whose channel has subscribers, if they are known. */
  group(groupId: number): GroupState | null {
    return this.groups.state(groupId);
  }

  /** Reads positions that were missed while the broker was unavailable from the source of the snapshots. */
  catchUp(): void {
    for (const { channel } of this.channels.values()) this.readAgain(channel);
  }

  /** Diverts readers that fell behind and serves those that can take more; to be called every 250 ms. */
  sweep(): void {
    for (const { channel } of this.channels.values()) channel.positions.sweep();
  }

  private open(name: string, { stream, source, groupId }: Opening): LiveChannel {
    const open = this.channel(name);
    if (open) return open;
    const channel = new LiveChannel(name, source, this.context);
    this.channels.set(name, { channel, stream, groupId });
    const members = groupId === undefined ? undefined : this.groups.watch(groupId);
    void Promise.all([this.broker.watch(stream), members]).then(() => channel.listens());
    return channel;
  }

  private channel(name: string): LiveChannel | undefined {
    return this.channels.get(name)?.channel;
  }

  private receivePositions({ accountKey, positions }: PositionsMessage): void {
    this.channel(accountChannel(accountKey))?.positions.offer(positions);
    for (const position of positions) {
      this.channel(assetChannel(position.assetId))?.positions.offer([position]);
    }
    for (const [groupId, some] of this.groups.split(positions)) {
      this.channel(groupChannel(groupId))?.positions.offer(some);
    }
  }

  private receiveEvent({ id, accountKey, assetId, event, data }: EventMessage): void {
    const kind = eventKindOf(event);
    if (!kind || !this.events.add(id)) return;
    this.channel(accountChannel(accountKey))?.send(kind, event, data);
    this.channel(assetChannel(assetId))?.send(kind, event, data);
    for (const groupId of this.groups.of(assetId))
      this.channel(groupChannel(groupId))?.send(kind, event, data);
  }

  private receiveLinkPosition({ linkUuid, position }: LinkPositionMessage): void {
    const open = this.channels.get(trackingChannel(linkUuid));
    if (!open) return;
    open.channel.positions.offer([positionOfLink(position)]);
    if (position.seq > (open.linkPosition?.seq ?? -1)) open.linkPosition = position;
  }

  /** Sends the last positions of assets that have joined a group. */
  private bringIn({ groupId, accountId }: GroupState, assetIds: readonly number[]): void {
    const channel = this.channel(groupChannel(groupId));
    if (!channel) return;
    const bring = async (): Promise<void> => {
      for await (const some of chunksOf(this.sources.positions, accountId, assetIds))
        channel.positions.offer(some);
    };
    bring().catch((error: unknown) => {
      this.context.snapshotFailed(error);
      this.context.after(RETRY_MS, () => this.readAgain(channel));
    });
  }

  private readAgain(channel: LiveChannel): void {
    if (this.channel(channel.name) !== channel) return;
    channel.positions.readAgain().catch((error: unknown) => {
      this.context.snapshotFailed(error);
      this.context.after(RETRY_MS, () => this.readAgain(channel));
    });
  }
}

/** An older link-session says only when it noticed the change, which may be after the first position. */
function isOfNewVehicle({ seq, madeAt }: LinkPosition, { firstSeq, at }: LinkVehicleChanged): boolean {
  return firstSeq === undefined ? madeAt >= Date.parse(at) : seq >= firstSeq;
}

function nameOf(channel: FleetChannel): string {
  if (channel.kind === 'account') return accountChannel(channel.accountKey);
  return channel.kind === 'group' ? groupChannel(channel.groupId) : assetChannel(channel.assetId);
}
