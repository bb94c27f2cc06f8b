import type { RegistryChanged } from '@yipii/protocol';
import { FakeClock, NOON, aRecord } from '@yipii/testing';
import { AcceptPositions } from '../../../apps/ingestion/src/positions/accept-positions';
import { CachedRegistry } from '../../../apps/ingestion/src/registry/cached-registry';
import {
  DeviceRegistry,
  type RegisteredDevice,
} from '../../../apps/ingestion/src/registry/device-registry.ports';
import { aDevice } from '../../../apps/ingestion/src/scenario';
import { accountOf, reportingAssets, type FleetSize, type ServiceOfFleet } from './known-fleet';

/** As `RegistryCache` limits it. */
const MOST_CACHED = 200_000;
const FIRST_IMEI = 350_000_000_000_000;

/** Finds the device of a frame, and makes its events; each second one device is changed. */
export class IngestionOfFleet implements ServiceOfFleet {
  private readonly clock = new FakeClock(NOON);
  private readonly registry = new CachedRegistry(new SimulatedRegistry(), this.clock);
  private readonly accept = new AcceptPositions({ publish: () => Promise.resolve() });
  private seconds = 0;

  constructor(private readonly size: FleetSize) {}

  async learn(): Promise<number> {
    for (let assetId = 1; assetId <= this.size.known; assetId += 1) await this.registry.find(imeiOf(assetId));
    return Math.min(this.size.known, MOST_CACHED);
  }

  second(): () => Promise<void> {
    const receivedAt = NOON + ++this.seconds * 1_000;
    this.clock.advance(1_000);
    const reports = reportingAssets(this.size).map((assetId) => ({
      uniqueId: imeiOf(assetId),
      records: [aRecord({ fixTime: receivedAt - 500, attributes: { externalVoltage: 13.9, gsmSignal: 4 } })],
    }));
    const change: RegistryChanged = {
      ...{ kind: 'device', id: this.size.known, version: this.seconds + 1 },
      uniqueId: imeiOf(this.size.known),
    };
    return async () => {
      this.registry.forget(change);
      for (const report of reports) {
        const device = await this.registry.find(report.uniqueId);
        await this.accept.run({ ...report, device, protocol: 'teltonika', receivedAt, traceparent: TRACE });
      }
    };
  }
}

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

class SimulatedRegistry extends DeviceRegistry {
  find(uniqueId: string): Promise<RegisteredDevice> {
    const assetId = Number(uniqueId) - FIRST_IMEI;
    const { id: accountId, key: accountKey } = accountOf(assetId);
    const place = { from: 0, to: null, odometerOffsetKm: 0, movingFromKmh: 5 };
    const assignments = [{ assetId, assetName: `Truck ${assetId}`, ...place }];
    return Promise.resolve(aDevice({ deviceId: assetId, accountId, accountKey, assignments }));
  }
}

function imeiOf(assetId: number): string {
  return String(FIRST_IMEI + assetId);
}
