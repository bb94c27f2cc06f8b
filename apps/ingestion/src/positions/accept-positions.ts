import type { TrackerRecord } from '@yipii/domain';
import { currentTrace, newTrace, type EventPublisher, type OutgoingEvent } from '@yipii/platform';
import { topics, type PositionReceived, type ReceivedRecord } from '@yipii/protocol';
import type { DeviceRegistry, RegisteredDevice } from '../registry/device-registry.ports';
import type { NoteUnregistered } from '../registry/note-unregistered';
import { assignRecords, identifyRecords, settingsOf } from './assign-records';

/** One frame of a device, decoded. */
export interface DeviceReport {
  /** Ids by which the device introduced itself; it is the first of them that is registered. */
  readonly uniqueIds: readonly string[];
  readonly protocol: string;
  /** When the frame was complete, epoch ms. */
  readonly receivedAt: number;
  readonly records: readonly TrackerRecord[];
}

/** On its way into the log, behind all reports that were accepted before. */
export interface AcceptedReport {
  /** Resolves when the device may forget the records; rejects when the log did not confirm them. */
  readonly durable: Promise<unknown>;
}

/**
 * Hands a report's records to the log: to `position.received`, a message an asset, or to
 * `position.quarantined` where the device is not registered or was on no asset.
 */
export class AcceptPositions {
  constructor(
    private readonly registry: DeviceRegistry,
    private readonly publisher: EventPublisher,
    private readonly noteUnregistered: NoteUnregistered,
  ) {}

  /** Resolves when the report is on its way; rejects, and nothing is, while the registry can't be read. */
  async run(report: DeviceReport): Promise<AcceptedReport> {
    const { uniqueId, device } = await this.identify(report.uniqueIds);
    const records = identifyRecords(uniqueId, report.records);
    const cause = {
      occurredAt: new Date(report.receivedAt).toISOString(),
      traceparent: currentTrace() ?? newTrace(),
    };
    return { durable: this.publish({ report, uniqueId, device, records, cause }) };
  }

  private async identify(uniqueIds: readonly string[]): Promise<Identity> {
    for (const uniqueId of uniqueIds) {
      const device = await this.registry.find(uniqueId);
      if (device) return { uniqueId, device };
    }
    return { uniqueId: uniqueIds[0] ?? '', device: null };
  }

  private publish(identified: IdentifiedReport): Promise<unknown> {
    const { report, uniqueId, device, records, cause } = identified;
    if (!device) {
      this.noteUnregistered.run(uniqueId, report.protocol, records.length);
      return this.quarantine(identified);
    }
    const { byAsset, unassigned } = assignRecords(device, records, report.receivedAt);
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
    return Promise.all([received, this.quarantine({ ...identified, records: unassigned })]);
  }

  private quarantine({ report, uniqueId, device, records, cause }: IdentifiedReport): Promise<void> {
    const { protocol, receivedAt } = report;
    const event = { uniqueId, deviceId: device?.deviceId ?? null, protocol, receivedAt, records };
    const account = device && { id: device.accountId, key: device.accountKey };
    return this.publisher.publish(topics.positionQuarantined, [{ key: uniqueId, event, account, ...cause }]);
  }
}

interface Identity {
  readonly uniqueId: string;
  readonly device: RegisteredDevice | null;
}

interface IdentifiedReport extends Identity {
  readonly report: DeviceReport;
  readonly records: readonly ReceivedRecord[];
  /** What the events tell of the frame that caused them. */
  readonly cause: Pick<OutgoingEvent<unknown>, 'occurredAt' | 'traceparent'>;
}
