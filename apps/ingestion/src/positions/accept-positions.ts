import { isoTime, type TrackerRecord } from '@yipii/domain';
import type { EventPublisher, OutgoingEvent } from '@yipii/platform';
import { topics, type PositionReceived, type ReceivedRecord } from '@yipii/protocol';
import { Allowance } from '../limits/allowance';
import type { RegisteredDevice } from '../registry/device-registry.ports';
import type { DeviceIdentity } from '../registry/identify-device';
import { inUnit } from './speed-unit';
import { assignRecords, identifyRecords, settingsOf } from './assign-records';

/** One frame's records of one device. */
export interface DeviceReport extends DeviceIdentity {
  readonly protocol: string;
  /** When the frame was complete, epoch ms. */
  readonly receivedAt: number;
  /** W3C trace context of the frame. */
  readonly traceparent: string;
  readonly records: readonly TrackerRecord[];
  /** See `TrackerReport`. */
  readonly assumesKnots?: boolean;
}

/** Limit on records of all unregistered devices together, so that strangers can't fill the disk. */
const QUARANTINED = { burst: 20_000, perSecond: 200 };

/**
 * Publishes a report's records to `position.received`, one message per asset, or to `position.quarantined` if the
 * device is not registered or was on no asset.
 */
export class AcceptPositions {
  private readonly strangers = new Allowance(QUARANTINED.burst, QUARANTINED.perSecond);

  constructor(private readonly publisher: EventPublisher) {}

  /**
   * Appends the records behind those of all earlier calls. Resolves when the device may forget them; rejects if the
   * log did not confirm them, or with {@link QuarantineFull}.
   */
  run(report: DeviceReport): Promise<unknown> {
    const { records, device, assumesKnots, uniqueId, protocol, receivedAt } = report;
    if (!device && !this.strangers.has(receivedAt)) return Promise.reject(new QuarantineFull());
    const identified = identifyRecords(uniqueId, records);
    if (!device) {
      this.strangers.spend(records.length);
      return this.quarantine({ ...report, device, records: identified });
    }
    const { speedUnit } = device;
    const read = speedUnit && assumesKnots ? inUnit(identified, speedUnit) : identified;
    const { byAsset, unassigned } = assignRecords(device, read, receivedAt);
    const { occurredAt, account, traceparent } = contextOf(report);
    const events = [...byAsset].map(([assignment, ofAsset]): OutgoingEvent<PositionReceived> => {
      const { assetId, assetName } = assignment;
      const { deviceId } = device;
      const settings = settingsOf(device, assignment);
      const event = { assetId, assetName, deviceId, protocol, receivedAt, records: ofAsset, settings };
      return { key: String(assetId), event, occurredAt, account, traceparent };
    });
    const received = events.length > 0 ? this.publisher.publish(topics.positionReceived, events) : undefined;
    if (unassigned.length === 0) return received ?? Promise.resolve();
    return Promise.all([received, this.quarantine({ ...report, device, records: unassigned })]);
  }

  private quarantine(report: IdentifiedReport): Promise<void> {
    const { uniqueId, device, protocol, receivedAt, records } = report;
    const event = { uniqueId, deviceId: device?.deviceId ?? null, protocol, receivedAt, records };
    const outgoing = { key: uniqueId, event, ...contextOf(report) };
    return this.publisher.publish(topics.positionQuarantined, [outgoing]);
  }
}

/** Unregistered devices send more than the quarantine takes: they must keep their records for now. */
export class QuarantineFull extends Error {
  override readonly name = 'QuarantineFull';

  constructor() {
    super('unregistered devices send more records than are kept');
  }
}

/** Returns the common context of all events of a frame's device. */
function contextOf({ device, receivedAt, traceparent }: Omit<DeviceReport, 'records'>) {
  const account = device && { id: device.accountId, key: device.accountKey };
  return { occurredAt: isoTime(receivedAt), account, traceparent };
}

interface IdentifiedReport extends DeviceReport {
  readonly device: RegisteredDevice | null;
  readonly records: readonly ReceivedRecord[];
}
