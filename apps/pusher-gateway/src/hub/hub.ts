import { accountChannel, assetChannel, type FleetChannel } from '@yipii/protocol';
import type { LastPositions } from '@yipii/platform';
import type { EventMessage, PositionsMessage } from '../broker/channel-broker.ports';
import { ChannelStream, type Surroundings } from './channel-stream';
import type { SnapshotSource } from './feed';
import { RecentIds } from './recent-ids';
import type { Subscriber } from './subscriber';

const REMEMBERED_EVENTS = 10_000;
const RETRY_MS = 1_000;

/** The channels of this node that have subscribers, and what comes in for them. */
export class Hub {
  private readonly streams = new Map<string, ChannelStream>();
  private readonly events = new RecentIds(REMEMBERED_EVENTS);

  constructor(
    private readonly positions: LastPositions,
    private readonly around: Surroundings,
  ) {}

  /** The subscriber gets the channel's last known positions, then all that happens on it. */
  join(subscriber: Subscriber, channel: FleetChannel, accountId: number): void {
    const name = nameOf(channel);
    const stream =
      this.streams.get(name) ?? new ChannelStream(name, this.snapshotOf(channel, accountId), this.around);
    this.streams.set(name, stream);
    subscriber.channels.add(name);
    stream.join(subscriber);
  }

  leave(subscriber: Subscriber, name: string): void {
    const stream = this.streams.get(name);
    if (!stream || !subscriber.channels.delete(name)) return;
    stream.leave(subscriber);
    if (stream.subscribers === 0) this.streams.delete(name);
  }

  leaveAll(subscriber: Subscriber): void {
    for (const name of [...subscriber.channels]) this.leave(subscriber, name);
  }

  receive(message: PositionsMessage | EventMessage): void {
    if (this.streams.size === 0) return;
    const account = this.streams.get(accountChannel(message.accountKey));
    if (message.kind === 'positions') {
      account?.offer(message.positions);
      for (const position of message.positions) {
        this.streams.get(assetChannel(position.assetId))?.offer([position]);
      }
    } else if (this.events.add(message.id)) {
      account?.send(message.event, message.data);
      this.streams.get(assetChannel(message.assetId))?.send(message.event, message.data);
    }
  }

  /** Positions that came while the broker was away are read from where snapshots come from. */
  catchUp(): void {
    for (const stream of this.streams.values()) this.readAgain(stream);
  }

  private readAgain(stream: ChannelStream): void {
    if (this.streams.get(stream.name) !== stream) return;
    stream.readAgain().catch((error: unknown) => {
      this.around.snapshotFailed(error);
      this.around.after(RETRY_MS, () => this.readAgain(stream));
    });
  }

  private snapshotOf(channel: FleetChannel, accountId: number): SnapshotSource {
    if (channel.kind === 'account') return () => this.positions.ofAccount(accountId);
    const { positions } = this;
    return async function* () {
      yield await positions.ofAssets(accountId, [channel.assetId]);
    };
  }
}

function nameOf(channel: FleetChannel): string {
  return channel.kind === 'account' ? accountChannel(channel.accountKey) : assetChannel(channel.assetId);
}
