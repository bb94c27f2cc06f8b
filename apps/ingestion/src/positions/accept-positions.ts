import type { TrackerRecord } from '@yipii/domain';
import { currentTrace, newTrace, type EventPublisher, type OutgoingEvent } from '@yipii/platform';
import { topics, type PositionReceived, type ReceivedRecord } from '@yipii/protocol';
import type { RegisteredDevice } from '../registry/device-registry.ports';
import type { DeviceIdentity } from '../registry/identify-device';
import { assignRecords, identifyRecords, settingsOf } from './assign-records';

/** One frame's records of one device. */
export interface DeviceReport extends DeviceIdentity {
  readonly protocol: string;
  /** When the frame was complete, epoch ms. */
  readonly receivedAt: number;
  readonly records: readonly TrackerRecord[];
}

/**
 * Hands a report's records to the log: to `position.received`, one message per asset, or to
 * `position.quarantined` if the device is not registered or was on no asset.
 */
export class AcceptPositions {
  constructor(private readonly publisher: EventPublisher) {}

  /**
   * The records enter the log behind those of all earlier calls. Resolves when the device may forget them;
   * rejects if the log did not confirm them.
   */
  run({ records, ...report }: DeviceReport): Promise<unknown> {
    const identified = identifyRecords(report.uniqueId, records);
    const cause = {
      occurredAt: new Date(report.receivedAt).toISOString(),
      traceparent: currentTrace() ?? newTrace(),
    };
    const { device } = report;
    if (!device) return this.quarantine({ ...report, records: identified, cause });
    const { byAsset, unassigned } = assignRecords(device, identified, report.receivedAt);
    const events = [...byAsset].map(([assignment, ofAsset]): OutgoingEvent<PositionReceived> => {
      const { deviceId, accountId, accountKey } = device;
      const { protocol, receivedAt } = report;
      const { assetId, assetName } = assignment;
      const source = { assetId, assetName, deviceId, protocol, receivedAt };
      const settings = settingsOf(device, assignment);
      const event = { ...source, records: ofAsset, ...(settings && { settings }) };
      return { key: String(assetId), event, account: { id: accountId, key: accountKey }, ...cause };
    });
    const received = events.length > 0 ? this.publisher.publish(topics.positionReceived, events) : undefined;
    if (unassigned.length === 0) return received ?? Promise.resolve();
    return Promise.all([received, this.quarantine({ ...report, records: unassigned, cause })]);
  }

  private quarantine({
    uniqueId,
    device,
    protocol,
    receivedAt,
    records,
    cause,
  }: IdentifiedReport): Promise<void> {
    const event = { uniqueId, deviceId: device?.deviceId ?? null, protocol, receivedAt, records };
    const account = device && { id: device.accountId, key: device.accountKey };
    return this.publisher.publish(topics.positionQuarantined, [{ key: uniqueId, event, account, ...cause }]);
  }
}

interface IdentifiedReport extends DeviceReport {
  readonly device: RegisteredDevice | null;
  readonly records: readonly ReceivedRecord[];
  /** What the events tell of the frame that caused them. */
  readonly cause: Pick<OutgoingEvent<unknown>, 'occurredAt' | 'traceparent'>;
}
