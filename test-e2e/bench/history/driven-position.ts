import { hash } from 'node:crypto';
import { uuidV8, type EnrichedLocation, type Envelope, type PositionEnriched } from '@yipii/protocol';
import { aLocation } from '@yipii/testing';

const ASSETS = 1_000;
const INTERVAL_MS = 10_000;
/** A week ago. */
const START = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 7 * 86_400_000;

/** The nth position of a fleet that drives around, with what a Teltonika tracker reports; the same for the same n. */
export function drivenPosition(n: number): Envelope<PositionEnriched> {
  const location = locationOf(n);
  const { assetId, timestamp: occurredAt } = location;
  return {
    id: uuidV8(hash('sha256', String(n))),
    occurredAt,
    account: { id: 1, key: 'acme' },
    subject: String(assetId),
    traceparent: null,
    event: { deviceId: assetId, protocol: 'teltonika', valid: true, unstreamed: null, location },
  };
}

function locationOf(n: number): EnrichedLocation {
  const [asset, fix] = [n % ASSETS, Math.floor(n / ASSETS)];
  const time = START + fix * INTERVAL_MS;
  return aLocation({
    assetId: asset + 1,
    name: `Truck ${asset + 1}`,
    timestamp: new Date(time).toISOString(),
    receivedAt: new Date(time + 400).toISOString(),
    seq: fix + 1,
    lat: 57.7 + ((n * 7919) % 100_000) / 1e6,
    lng: 11.97 + ((n * 104_729) % 100_000) / 1e6,
    altitude: n % 120,
    speed: (n % 900) / 10,
    heading: n % 360,
    satellites: 8 + (n % 8),
    odometerKm: 120_000 + fix / 10,
    attributes: { externalVoltage: 13.9, batteryVoltage: 4.1, gsmSignal: n % 6, priority: 0, movement: true },
  });
}
