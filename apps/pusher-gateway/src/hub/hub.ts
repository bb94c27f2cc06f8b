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
  fleetStream,
  linkStream,
  type ChannelBroker,
  type EventMessage,
  type BrokerStream,
  type LinkPositionMessage,
  type PositionsMessage,
} from '../broker/channel-broker.ports';
import { ChannelFanout, type SnapshotReader, type HubContext } from './channel-fanout';
import type { HubSources } from './hub.ports';
import { RecentIds } from './recent-ids';
import { fleetSnapshot, linkSnapshot, positionOfLink } from './snapshots';
import type { Subscriber } from './subscriber';

/** More than come in while fan-in repeats what it published of late. */
const REMEMBERED_EVENTS = 50_000;
const RETRY_MS = 1_000;

/** What the broker brings for the hub. */
export type HubMessage = PositionsMessage | EventMessage | LinkPositionMessage;

interface OpenFanout {
  readonly fanout: ChannelFanout;
  readonly stream: BrokerStream;
  /** The newest that came in, on the channel of a link. */
  linkPosition?: LinkPosition;
}

/**
 * The channels of our own app on this node that have subscribers, and what comes in for them. Listens to a
 * stream of the broker as long as one of its channels is among them.
 */
export class Hub {
  private readonly fanouts = new Map<string, OpenFanout>();
  private readonly events = new RecentIds(REMEMBERED_EVENTS);

  constructor(
    private readonly sources: HubSources,
    private readonly broker: Pick<ChannelBroker, 'watch' | 'unwatch'>,
    private readonly context: HubContext,
  ) {}

  /**
   * The subscriber is told that it has subscribed as soon as this node listens to the channel; then it gets
   * the last known positions, then all that happens there.
   */
  join(subscriber: Subscriber, channel: FleetChannel, accountId: number): void {
    const source = fleetSnapshot(this.sources.positions, channel, accountId);
    this.joinFanout(subscriber, nameOf(channel), fleetStream(accountId), source);
  }

  /** Likewise, the channel of a tracking link. */
  joinLink(subscriber: Subscriber, linkUuid: string): void {
    const source = linkSnapshot(this.sources, linkUuid);
    this.joinFanout(subscriber, trackingChannel(linkUuid), linkStream(linkUuid), source);
  }

  leave(subscriber: Subscriber, name: string): void {
    const open = this.fanouts.get(name);
    if (!open || !subscriber.channels.delete(name)) return;
    open.fanout.leave(subscriber);
    if (open.fanout.subscribers > 0) return;
    this.fanouts.delete(name);
    this.broker.unwatch(open.stream);
  }

  leaveAll(subscriber: Subscriber): void {
    for (const name of [...subscriber.channels]) this.leave(subscriber, name);
  }

  receive(message: HubMessage): void {
    if (this.fanouts.size === 0) return;
    if (message.kind === 'positions') this.receivePositions(message);
    else if (message.kind === 'event') this.receiveEvent(message);
    else this.receiveLinkPosition(message);
  }

  /** Tells the viewers of the link. The end of a link ends their subscriptions, which is told by those. */
  linkChanged(change: LinkScheduleChanged | LinkVehicleChanged): void {
    const open = this.fanouts.get(trackingChannel(change.linkUuid));
    if (!open || !this.events.add(change.id)) return;
    const { fanout, linkPosition } = open;
    const { event, data } = linkEvent(change);
    fanout.send(event, data);
    // The two come by different ways: where the new vehicle's position was faster, it follows again.
    const wasFaster =
      change.change === 'vehicle' && linkPosition && linkPosition.madeAt >= Date.parse(change.at);
    if (wasFaster) fanout.send(TRACKING_EVENTS.locationUpdated, linkPosition.json);
  }

  /** Positions that came while the broker was away are read from where snapshots come from. */
  catchUp(): void {
    for (const { fanout } of this.fanouts.values()) this.readAgain(fanout);
  }

  /** Holds back readers that fell behind and brings those on that can read again; to be called every 250 ms. */
  sweep(): void {
    for (const { fanout } of this.fanouts.values()) fanout.sweep();
  }

  private joinFanout(
    subscriber: Subscriber,
    name: string,
    stream: BrokerStream,
    source: SnapshotReader,
  ): void {
    const fanout = this.fanout(name) ?? this.open(name, stream, source);
    subscriber.channels.add(name);
    fanout.join(subscriber);
  }

  private open(name: string, stream: BrokerStream, source: SnapshotReader): ChannelFanout {
    const fanout = new ChannelFanout(name, source, this.context);
    this.fanouts.set(name, { fanout, stream });
    void this.broker.watch(stream).then(() => fanout.listens());
    return fanout;
  }

  private fanout(name: string): ChannelFanout | undefined {
    return this.fanouts.get(name)?.fanout;
  }

  private receivePositions({ accountKey, positions }: PositionsMessage): void {
    this.fanout(accountChannel(accountKey))?.offer(positions);
    for (const position of positions) this.fanout(assetChannel(position.assetId))?.offer([position]);
  }

  private receiveEvent({ id, accountKey, assetId, event, data }: EventMessage): void {
    if (!this.events.add(id)) return;
    this.fanout(accountChannel(accountKey))?.send(event, data);
    this.fanout(assetChannel(assetId))?.send(event, data);
  }

  private receiveLinkPosition({ linkUuid, position }: LinkPositionMessage): void {
    const open = this.fanouts.get(trackingChannel(linkUuid));
    if (!open) return;
    open.fanout.offer([positionOfLink(position)]);
    if (position.seq > (open.linkPosition?.seq ?? -1)) open.linkPosition = position;
  }

  private readAgain(fanout: ChannelFanout): void {
    if (this.fanout(fanout.name) !== fanout) return;
    fanout.readAgain().catch((error: unknown) => {
      this.context.snapshotFailed(error);
      this.context.after(RETRY_MS, () => this.readAgain(fanout));
    });
  }
}

function nameOf(channel: FleetChannel): string {
  return channel.kind === 'account' ? accountChannel(channel.accountKey) : assetChannel(channel.assetId);
}
