import {
  FLEET_EVENTS,
  ownerOf,
  type Envelope,
  type EventAccount,
  type PositionEnriched,
  type StatusChanged,
} from '@yipii/protocol';
import type { LastPositions } from '@yipii/live';
import { fleetStream, type BrokerPosition, type EventMessage } from '../broker/channel-broker.ports';
import type { ChannelPublisher } from './channel-publisher';
import { Rounds } from './rounds';

interface FleetPositions {
  readonly account: EventAccount;
  /** The newest of each asset. */
  readonly newest: Map<number, BrokerPosition>;
}

/**
 * Relays positions to the channels: makes the wire form once for the whole cluster, stores it as the
 * asset's last position and then hands it to the broker, so that a new subscriber finds it in one or the
 * other. Of several positions of an asset in a round only the newest is relayed, since subscribers get at
 * most one in 100 ms. After an outage a batch spans more time; then, too, the newest replaces the others,
 * and `seq` tells how many.
 */
export class RelayPositions {
  private readonly rounds = new Rounds<Envelope<PositionEnriched>>((events) => this.relay(events));

  constructor(
    private readonly positions: LastPositions,
    private readonly publisher: ChannelPublisher,
  ) {}

  /** Resolves when store and broker have them; rejects if one is unavailable, and is safe to retry. */
  run(events: readonly Envelope<PositionEnriched>[]): Promise<void> {
    return this.rounds.run(events);
  }

  private async relay(events: readonly Envelope<PositionEnriched>[]): Promise<void> {
    const fleets = [...byFleet(events).values()];
    if (fleets.length === 0) return;
    // Without waiting in between: what is asked first is done first, by the memory as by Redis.
    await Promise.all(
      fleets.flatMap(({ account, newest }) => {
        const positions = [...newest.values()];
        const message = { kind: 'positions', accountKey: account.key, positions } as const;
        return [
          this.positions.put(account.id, positions),
          this.publisher.publish(fleetStream(account.id), [message]),
        ];
      }),
    );
  }
}

/** Relays changes of status to the channels. */
export class RelayStatuses {
  constructor(private readonly publisher: ChannelPublisher) {}

  async run(events: readonly Envelope<StatusChanged>[]): Promise<void> {
    await Promise.all(events.map((envelope) => this.relay(envelope)));
  }

  private relay(envelope: Envelope<StatusChanged>): Promise<void> {
    const { id, occurredAt: at, traceparent } = envelope;
    const { assetId, status, ignition } = envelope.event;
    const account = ownerOf(envelope);
    const message: EventMessage = {
      kind: 'event',
      id,
      accountKey: account.key,
      assetId,
      event: FLEET_EVENTS.statusChanged,
      data: JSON.stringify({ assetId, status, ignition, at }),
      traceparent,
    };
    return this.publisher.publish(fleetStream(account.id), [message]);
  }
}

function byFleet(events: readonly Envelope<PositionEnriched>[]): Map<number, FleetPositions> {
  const fleets = new Map<number, FleetPositions>();
  for (const envelope of newestOfEachAsset(events).values()) {
    const account = ownerOf(envelope);
    const fleet = fleets.get(account.id) ?? { account, newest: new Map<number, BrokerPosition>() };
    fleets.set(account.id, fleet);
    const position = brokerPosition(envelope);
    fleet.newest.set(position.assetId, position);
  }
  return fleets;
}

function brokerPosition({ event: { location }, traceparent }: Envelope<PositionEnriched>): BrokerPosition {
  const { assetId, seq, receivedAt } = location;
  return { assetId, seq, receivedAt: Date.parse(receivedAt), json: JSON.stringify(location), traceparent };
}

type Newest = Map<number, Envelope<PositionEnriched>>;

function newestOfEachAsset(events: readonly Envelope<PositionEnriched>[]): Newest {
  const newest: Newest = new Map();
  for (const envelope of events) {
    const { unstreamed, location } = envelope.event;
    if (unstreamed !== null) continue;
    const { assetId, seq } = location;
    if (seq > (newest.get(assetId)?.event.location.seq ?? -1)) newest.set(assetId, envelope);
  }
  return newest;
}
