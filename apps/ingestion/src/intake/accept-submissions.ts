import type { AccountScope } from '@yipii/domain';
import {
  PositionIntake,
  type PhoneAnswer,
  type PhoneReport,
  type Submission,
  type SubmissionVerdict,
  type SubmittedRecord,
} from '@yipii/live';
import { newTrace } from '@yipii/platform';
import type { DeviceServices } from '../devices/device-services';
import { assignRecords, identifyRecords } from '../positions/assign-records';
import type { DeviceRegistry, RegisteredDevice } from '../registry/device-registry.ports';
import { AcceptPhoneReport } from './accept-phone-report';

/** Protocol name in events and history of positions that programs send over HTTPS. */
const PROTOCOL = 'api';

/** Accepts positions received by the API, by the same rules as those from devices. */
export class AcceptSubmissions extends PositionIntake {
  private readonly phones: AcceptPhoneReport;

  constructor(
    private readonly registry: DeviceRegistry,
    private readonly services: DeviceServices,
  ) {
    super();
    this.phones = new AcceptPhoneReport(services);
  }

  async submit({ scope, records, traceparent }: Submission): Promise<SubmissionVerdict[]> {
    const receivedAt = this.services.clock.now();
    const devices = await this.devicesOf(records);
    const verdicts = records.map((submitted) =>
      judge(scope, submitted, { device: devices.get(submitted.uniqueId) ?? null, receivedAt }),
    );
    const source = { protocol: PROTOCOL, receivedAt, traceparent: traceparent ?? newTrace() };
    const stored = [...devices].flatMap(([uniqueId, device]) => {
      const ofDevice = records.filter(
        (one, index) => one.uniqueId === uniqueId && verdicts[index] === 'stored',
      );
      if (!device || ofDevice.length === 0) return [];
      const own = ofDevice.map(({ record }) => record);
      return [this.services.acceptPositions.run({ ...source, uniqueId, device, records: own })];
    });
    await Promise.all(stored);
    return verdicts;
  }

  report(report: PhoneReport): Promise<PhoneAnswer> {
    return this.phones.run(report);
  }

  private async devicesOf(
    records: readonly SubmittedRecord[],
  ): Promise<ReadonlyMap<string, RegisteredDevice | null>> {
    const ids = [...new Set(records.map(({ uniqueId }) => uniqueId))];
    return new Map(await Promise.all(ids.map(async (id) => [id, await this.registry.find(id)] as const)));
  }
}

/** Callers restricted to some assets learn nothing about devices on others. */
function judge(
  { accountId, assets }: AccountScope,
  { uniqueId, record }: SubmittedRecord,
  { device, receivedAt }: { readonly device: RegisteredDevice | null; readonly receivedAt: number },
): SubmissionVerdict {
  if (device?.accountId !== accountId) return 'unknown_device';
  const { byAsset } = assignRecords(device, identifyRecords(uniqueId, [record]), receivedAt);
  const [assignment] = byAsset.keys();
  if (assets === null) return assignment ? 'stored' : 'no_asset';
  return assignment && assets.includes(assignment.assetId) ? 'stored' : 'unknown_device';
}
