import {
  accountChannel,
  assetChannel,
  eventKindOf,
  linkEvent,
  trackingChannel,
  TRACKING_EVENTS,
  type EventKind,
  type FleetChannel,
  type LinkScheduleChanged,
  type LinkVehicleChanged,
} from '@yipii/protocol';
import type { LinkPosition } from '@yipii/live';
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
import { fleetSnapshot, linkSnapshot, positionOfLink } from './snapshots';
import type { Subscriber } from './subscriber';

/** More events than arrive while fan-in publishes its recent messages again. */
const REMEMBERED_EVENTS = 50_000;
const RETRY_MS = 1_000;
/** Viewers of a link get all that happens on it. */
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

interface OpenChannel {
  readonly channel: LiveChannel;
  readonly stream: BrokerStream;
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

  constructor(
    private readonly sources: HubSources,
    private readonly broker: Pick<ChannelBroker, 'watch' | 'unwatch'>,
    private readonly context: HubContext,
  ) {}

  /**
   * Tells the subscriber that it has subscribed as soon as this node listens to the channel, then sends the
   * last known positions, then everything that happens there; of both only the kinds of its subscription.
   */
  join(subscriber: Subscriber, { channel, accountId, kinds }: FleetSubscription): void {
    const name = nameOf(channel);
    const source = fleetSnapshot(this.sources.positions, channel, accountId);
    this.open(name, fleetStream(accountId), source).join(subscriber, kinds);
    subscriber.channels.add(name);
  }

  /** Does the same on the channel of a tracking link. */
  joinLink(subscriber: Subscriber, linkUuid: string): void {
    const name = trackingChannel(linkUuid);
    const source = linkSnapshot(this.sources, linkUuid);
    this.open(name, linkStream(linkUuid), source).join(subscriber, OF_LINKS);
    subscriber.channels.add(name);
  }

  leave(subscriber: Subscriber, name: string): void {
    const open = this.channels.get(name);
    if (!open || !subscriber.channels.delete(name)) return;
    open.channel.leave(subscriber);
    if (open.channel.subscribers > 0) return;
    this.channels.delete(name);
    this.broker.unwatch(open.stream);
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
  linkChanged(change: Identified<LinkScheduleChanged | LinkVehicleChanged>): void {
    const open = this.channels.get(trackingChannel(change.linkUuid));
    if (!open || !this.events.add(change.id)) return;
    const { channel, linkPosition } = open;
    const { event, data } = linkEvent(change);
    channel.send('positions', event, data);
    // The two travel separately: if the new vehicle's position came first, it is sent again after the event.
    const wasFaster =
      change.change === 'vehicle' && linkPosition && linkPosition.madeAt >= Date.parse(change.at);
    if (wasFaster) channel.send('positions', TRACKING_EVENTS.locationUpdated, linkPosition.json);
  }

  /** Reads positions that were missed while the broker was away from the source of the snapshots. */
  catchUp(): void {
    for (const { channel } of this.channels.values()) this.readAgain(channel);
  }

  /** Diverts readers that fell behind and serves those that can take more; to be called every 250 ms. */
  sweep(): void {
    for (const { channel } of this.channels.values()) channel.positions.sweep();
  }

  private open(name: string, stream: BrokerStream, source: SnapshotReader): LiveChannel {
    const open = this.channel(name);
    if (open) return open;
    const channel = new LiveChannel(name, source, this.context);
    this.channels.set(name, { channel, stream });
    void this.broker.watch(stream).then(() => channel.listens());
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
  }

  private receiveEvent({ id, accountKey, assetId, event, data }: EventMessage): void {
    const kind = eventKindOf(event);
    if (!kind || !this.events.add(id)) return;
    this.channel(accountChannel(accountKey))?.send(kind, event, data);
    this.channel(assetChannel(assetId))?.send(kind, event, data);
  }

  private receiveLinkPosition({ linkUuid, position }: LinkPositionMessage): void {
    const open = this.channels.get(trackingChannel(linkUuid));
    if (!open) return;
    open.channel.positions.offer([positionOfLink(position)]);
    if (position.seq > (open.linkPosition?.seq ?? -1)) open.linkPosition = position;
  }

  private readAgain(channel: LiveChannel): void {
    if (this.channel(channel.name) !== channel) return;
    channel.positions.readAgain().catch((error: unknown) => {
      this.context.snapshotFailed(error);
      this.context.after(RETRY_MS, () => this.readAgain(channel));
    });
  }
}

function nameOf(channel: FleetChannel): string {
  return channel.kind === 'account' ? accountChannel(channel.accountKey) : assetChannel(channel.assetId);
}
