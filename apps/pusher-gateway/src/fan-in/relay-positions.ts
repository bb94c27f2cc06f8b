import { FLEET_EVENTS, type PositionEnriched, type StatusChanged } from '@yipii/protocol';
import type { LastPositions } from '@yipii/live';
import { fleetStream, type BrokerPosition } from '../broker/channel-broker.ports';
import type { ChannelPublisher } from './channel-publisher';

interface FleetPositions {
  readonly accountId: number;
  readonly accountKey: string;
  /** The newest of each asset. */
  readonly newest: Map<number, BrokerPosition>;
}

/**
 * Brings positions to the channels: makes the wire form once for the whole cluster, keeps it as the asset's
 * last position and then hands it to the broker; a new subscriber finds it in one or the other. Of several
 * positions of an asset that come together the newest is enough: readers get at most one in 100 ms. A batch
 * after a standstill spans more time; then, too, the newest replaces the others, and `seq` tells how many.
 */
export class RelayPositions {
  constructor(
    private readonly positions: LastPositions,
    private readonly publisher: ChannelPublisher,
  ) {}

  /** Resolves when both have them; rejects if one is away, and may be repeated. */
  async run(events: readonly PositionEnriched[]): Promise<void> {
    const fleets = [...byFleet(events).values()];
    if (fleets.length === 0) return;
    await Promise.all(
      fleets.map(({ accountId, newest }) => this.positions.put(accountId, [...newest.values()])),
    );
    await Promise.all(
      fleets.map(({ accountId, accountKey, newest }) =>
        this.publisher.publish(fleetStream(accountId), [
          { kind: 'positions', accountKey, positions: [...newest.values()] },
        ]),
      ),
    );
  }
}

/** Brings changes of status to the channels. */
export class RelayStatuses {
  constructor(private readonly publisher: ChannelPublisher) {}

  async run(events: readonly StatusChanged[]): Promise<void> {
    await Promise.all(
      events.map(({ id, accountId, accountKey, assetId, status, ignition, at }) => {
        const data = JSON.stringify({ assetId, status, ignition, at });
        const message = {
          kind: 'event',
          id,
          accountKey,
          assetId,
          event: FLEET_EVENTS.statusChanged,
          data,
        } as const;
        return this.publisher.publish(fleetStream(accountId), [message]);
      }),
    );
  }
}

function byFleet(events: readonly PositionEnriched[]): Map<number, FleetPositions> {
  const fleets = new Map<number, FleetPositions>();
  const newest = newestOfEachAsset(events);
  for (const { accountId, accountKey, location } of newest.values()) {
    const fleet = fleets.get(accountId) ?? {
      accountId,
      accountKey,
      newest: new Map<number, BrokerPosition>(),
    };
    fleets.set(accountId, fleet);
    const { assetId, seq } = location;
    fleet.newest.set(assetId, {
      assetId,
      seq,
      receivedAt: Date.parse(location.receivedAt),
      json: JSON.stringify(location),
    });
  }
  return fleets;
}

function newestOfEachAsset(events: readonly PositionEnriched[]): Map<number, PositionEnriched> {
  const newest = new Map<number, PositionEnriched>();
  for (const event of events) {
    if (event.unstreamed !== null) continue;
    const { assetId, seq } = event.location;
    if (seq > (newest.get(assetId)?.location.seq ?? -1)) newest.set(assetId, event);
  }
  return newest;
}
