import { MemoryLastPositions } from '@yipii/live';
import type { Envelope, PositionEnriched } from '@yipii/protocol';
import { FakeClock, NOON, aLocation } from '@yipii/testing';
import { MemoryChannelBroker } from '../../../apps/pusher-gateway/src/broker/channel-broker.memory';
import { ChannelPublisher } from '../../../apps/pusher-gateway/src/fan-in/channel-publisher';
import { RelayPositions } from '../../../apps/pusher-gateway/src/fan-in/relay-positions';
import { accountOf, reportingAssets, type FleetSize, type ServiceOfFleet } from './known-fleet';

const AT_ONCE = 500;
/** After so long the fan-in repeats a message no longer. */
const REPEATED_MS = 60_000;

/** Relays positions, and keeps the last of each asset; in a cluster Redis keeps them. */
export class GatewayOfFleet implements ServiceOfFleet {
  private readonly clock = new FakeClock(NOON);
  private readonly relay = new RelayPositions(
    new MemoryLastPositions(),
    new ChannelPublisher(new MemoryChannelBroker(), this.clock),
  );
  private seq = 0;

  constructor(private readonly size: FleetSize) {}

  async learn(): Promise<number> {
    const { known } = this.size;
    for (let first = 1; first <= known; first += AT_ONCE) {
      const assets = Array.from({ length: Math.min(AT_ONCE, known + 1 - first) }, (_, i) => first + i);
      await this.relay.run(assets.map((assetId) => this.event(assetId)));
      this.clock.advance(REPEATED_MS);
    }
    return known;
  }

  second(): () => Promise<void> {
    this.clock.advance(1_000);
    this.seq += 1;
    const events = reportingAssets(this.size).map((assetId) => this.event(assetId));
    const rounds = [0, AT_ONCE].map((first) => events.slice(first, first + AT_ONCE));
    return async () => {
      for (const round of rounds) await this.relay.run(round);
    };
  }

  private event(assetId: number): Envelope<PositionEnriched> {
    const at = new Date(this.clock.now()).toISOString();
    const location = aLocation({
      ...{ assetId, name: `Truck ${assetId}`, timestamp: at, receivedAt: at, seq: this.seq },
      attributes: { externalVoltage: 13.9, batteryVoltage: 4.1, gsmSignal: 4, movement: true },
    });
    const event = { deviceId: assetId, protocol: 'teltonika', valid: true, unstreamed: null, location };
    return {
      ...{ id: '1b4e28ba-2fa1-8d2a-883f-0016d3cca427', occurredAt: at, subject: String(assetId) },
      ...{ account: accountOf(assetId), traceparent: null, event },
    };
  }
}
