import {
  accountChannel,
  assetChannel,
  linkEvent,
  trackingChannel,
  TRACKING_EVENTS,
  type FleetChannel,
  type LinkScheduleChanged,
  type LinkVehicleChanged,
} from '@yipii/protocol';
import type { LinkPosition } from '@yipii/live';
import {
  fleetLane,
  linkLane,
  type ChannelBroker,
  type EventMessage,
  type Lane,
  type LinkPositionMessage,
  type PositionsMessage,
} from '../broker/channel-broker.ports';
import type { Identified } from '../identified';
import { ChannelStream, type StreamSource, type Surroundings } from './channel-stream';
import type { HubSources } from './hub.ports';
import { RecentIds } from './recent-ids';
import { fleetSnapshot, linkSnapshot, positionOfLink } from './snapshots';
import type { Subscriber } from './subscriber';

/** More than come in while fan-in repeats what it published of late. */
const REMEMBERED_EVENTS = 50_000;
const RETRY_MS = 1_000;

/** What the broker brings for the hub. */
export type HubMessage = PositionsMessage | EventMessage | LinkPositionMessage;

interface OpenStream {
  readonly stream: ChannelStream;
  readonly lane: Lane;
  /** The newest that came in, on the channel of a link. */
  linkPosition?: LinkPosition;
}

/**
 * The channels of our own app on this node that have subscribers, and what comes in for them. Listens to a
 * lane of the broker as long as one of its channels is among them.
 */
export class Hub {
  private readonly streams = new Map<string, OpenStream>();
  private readonly events = new RecentIds(REMEMBERED_EVENTS);

  constructor(
    private readonly sources: HubSources,
    private readonly broker: Pick<ChannelBroker, 'watch' | 'unwatch'>,
    private readonly around: Surroundings,
  ) {}

  /**
   * The subscriber is told that it has subscribed as soon as this node listens to the channel; then it gets
   * the last known positions, then all that happens there.
   */
  join(subscriber: Subscriber, channel: FleetChannel, accountId: number): void {
    const source = fleetSnapshot(this.sources.positions, channel, accountId);
    this.joinStream(subscriber, nameOf(channel), fleetLane(accountId), source);
  }

  /** Likewise, the channel of a tracking link. */
  joinLink(subscriber: Subscriber, linkUuid: string): void {
    const source = linkSnapshot(this.sources, linkUuid);
    this.joinStream(subscriber, trackingChannel(linkUuid), linkLane(linkUuid), source);
  }

  leave(subscriber: Subscriber, name: string): void {
    const open = this.streams.get(name);
    if (!open || !subscriber.channels.delete(name)) return;
    open.stream.leave(subscriber);
    if (open.stream.subscribers > 0) return;
    this.streams.delete(name);
    this.broker.unwatch(open.lane);
  }

  leaveAll(subscriber: Subscriber): void {
    for (const name of [...subscriber.channels]) this.leave(subscriber, name);
  }

  receive(message: HubMessage): void {
    if (this.streams.size === 0) return;
    if (message.kind === 'positions') this.receivePositions(message);
    else if (message.kind === 'event') this.receiveEvent(message);
    else this.receiveLinkPosition(message);
  }

  /** Tells the viewers of the link. The end of a link ends their subscriptions, which is told by those. */
  linkChanged(change: Identified<LinkScheduleChanged | LinkVehicleChanged>): void {
    const open = this.streams.get(trackingChannel(change.linkUuid));
    if (!open || !this.events.add(change.id)) return;
    const { stream, linkPosition } = open;
    const { event, data } = linkEvent(change);
    stream.send(event, data);
    // The two come by different ways: where the new vehicle's position was faster, it follows again.
    const wasFaster =
      change.change === 'vehicle' && linkPosition && linkPosition.madeAt >= Date.parse(change.at);
    if (wasFaster) stream.send(TRACKING_EVENTS.locationUpdated, linkPosition.json);
  }

  /** Positions that came while the broker was away are read from where snapshots come from. */
  catchUp(): void {
    for (const { stream } of this.streams.values()) this.readAgain(stream);
  }

  /** Holds back readers that fell behind and brings those on that can read again; to be called every 250 ms. */
  sweep(): void {
    for (const { stream } of this.streams.values()) stream.sweep();
  }

  private joinStream(subscriber: Subscriber, name: string, lane: Lane, source: StreamSource): void {
    const stream = this.stream(name) ?? this.open(name, lane, source);
    subscriber.channels.add(name);
    stream.join(subscriber);
  }

  private open(name: string, lane: Lane, source: StreamSource): ChannelStream {
    const stream = new ChannelStream(name, source, this.around);
    this.streams.set(name, { stream, lane });
    void this.broker.watch(lane).then(() => stream.listens());
    return stream;
  }

  private stream(name: string): ChannelStream | undefined {
    return this.streams.get(name)?.stream;
  }

  private receivePositions({ accountKey, positions }: PositionsMessage): void {
    this.stream(accountChannel(accountKey))?.offer(positions);
    for (const position of positions) this.stream(assetChannel(position.assetId))?.offer([position]);
  }

  private receiveEvent({ id, accountKey, assetId, event, data }: EventMessage): void {
    if (!this.events.add(id)) return;
    this.stream(accountChannel(accountKey))?.send(event, data);
    this.stream(assetChannel(assetId))?.send(event, data);
  }

  private receiveLinkPosition({ linkUuid, position }: LinkPositionMessage): void {
    const open = this.streams.get(trackingChannel(linkUuid));
    if (!open) return;
    open.stream.offer([positionOfLink(position)]);
    if (position.seq > (open.linkPosition?.seq ?? -1)) open.linkPosition = position;
  }

  private readAgain(stream: ChannelStream): void {
    if (this.stream(stream.name) !== stream) return;
    stream.readAgain().catch((error: unknown) => {
      this.around.snapshotFailed(error);
      this.around.after(RETRY_MS, () => this.readAgain(stream));
    });
  }
}

function nameOf(channel: FleetChannel): string {
  return channel.kind === 'account' ? accountChannel(channel.accountKey) : assetChannel(channel.assetId);
}
