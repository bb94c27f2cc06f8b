import { newTrace } from '@yipii/platform';
import type { DecodeResult, TrackerReport } from '@yipii/protocol';
import { QuarantineFull } from '../positions/accept-positions';
import type { DeviceIdentity } from '../registry/identify-device';
import type { Imposture } from '../registry/imposture';
import type { NotStored, Source } from './device-monitor';
import type { DeviceServices } from './device-services';

/** The outcome of delivering a decoded frame. */
export interface Delivery {
  /**
   * `refused`: a device of the frame is not registered and may not stay, or breaks the rules of its registration.
   * Nothing of the frame is stored.
   */
  readonly verdict: 'accepted' | 'refused';
  /** The reason of a refusal. */
  readonly reason?: 'not_registered' | Imposture;
  readonly registered: boolean;
  /** Resolves when every record is durable; rejects if the log did not confirm them. */
  readonly durable: Promise<unknown>;
}

const DONE = Promise.resolve();
const ACCEPTED: Delivery = { verdict: 'accepted', registered: true, durable: DONE };
const REFUSED = { verdict: 'refused', registered: false, durable: DONE } as const;

/** Delivers the frames of one connection to the log, one after the other, each under the device that it names. */
export class DeliverFrame {
  private known: 'nobody' | 'unregistered' | 'registered' = 'nobody';
  private uniqueId: string | undefined;
  private readonly live = new Set<string>();
  private ended = false;

  constructor(
    private readonly source: Source,
    private readonly services: DeviceServices,
    private readonly quarantine: boolean,
  ) {}

  /** The sender of the last frame; `nobody` until one has named a device. */
  get standing(): 'nobody' | 'unregistered' | 'registered' {
    return this.known;
  }

  /**
   * Resolves when the frame is queued for the log, behind all earlier ones.
   * @throws RegistryUnavailable for this frame and all that follow: nothing may overtake it
   */
  async run(frame: Buffer, result: DecodeResult, receivedAt: number): Promise<Delivery> {
    if (this.ended) throw new Error('the connection has ended');
    if (result.reports.length === 0) return this.keepUndecodable(frame, result);
    const identities: DeviceIdentity[] = [];
    for (const report of result.reports) identities.push(await this.identify(report));
    const impostor = identities.find(({ imposture }) => imposture);
    if (impostor) return { ...REFUSED, reason: impostor.imposture };
    const registered = identities.every(({ device }) => device !== null);
    if (!registered && !this.quarantine) return { ...REFUSED, reason: 'not_registered' };
    if (result.incomplete) this.keepUndecodable(frame, result);
    const { protocol } = this.source;
    const traceparent = newTrace();
    const stored = result.reports.flatMap(({ records, assumesKnots }, index) => {
      const identity = identities[index];
      if (records.length === 0 || !identity) return [];
      const { uniqueId, device } = identity;
      const report = { uniqueId, device, protocol, receivedAt, traceparent, records, assumesKnots };
      return [this.services.acceptPositions.run(report)];
    });
    const durable = stored.length === 1 ? (stored[0] ?? DONE) : Promise.all(stored);
    // Awaited only after the replies to earlier frames.
    durable.catch(() => undefined);
    return { verdict: 'accepted', registered, durable };
  }

  closed(): void {
    this.ended = true;
    for (const uniqueId of this.live) this.services.liveDevices.leave(uniqueId);
    this.live.clear();
  }

  private keepUndecodable(frame: Buffer, { warnings }: DecodeResult): Delivery {
    const reason = warnings[0]?.reason;
    const registered = this.known === 'registered';
    if (reason !== undefined)
      this.services.monitor.undecodable(this.source, { frame, reason, deviceId: this.uniqueId, registered });
    return ACCEPTED;
  }

  private async identify(report: TrackerReport): Promise<DeviceIdentity> {
    const identity = await this.lookUp(report);
    const { uniqueId, device, imposture } = identity;
    this.uniqueId = uniqueId;
    const isItself = device !== null && imposture === undefined;
    this.known = isItself ? 'registered' : 'unregistered';
    if (isItself) this.enterLive(uniqueId);
    if (imposture) this.services.monitor.impostor(this.source, uniqueId, imposture);
    return identity;
  }

  private async lookUp({ deviceIds, secret, records }: TrackerReport): Promise<DeviceIdentity> {
    try {
      const introduction = { deviceIds, secret, records: records.length };
      return await this.services.identifyDevice.run(introduction, this.source);
    } catch (cause) {
      this.ended = true;
      throw new RegistryUnavailable(cause);
    }
  }

  private enterLive(uniqueId: string): void {
    if (this.ended || this.live.has(uniqueId)) return;
    this.live.add(uniqueId);
    if (this.services.liveDevices.enter(uniqueId)) this.services.monitor.doubled(this.source, uniqueId);
  }
}

class RegistryUnavailable extends Error {
  override readonly name = 'RegistryUnavailable';

  constructor(override readonly cause: unknown) {
    super('the registry could not be read');
  }
}

export function causeOf(error: unknown): NotStored {
  if (error instanceof RegistryUnavailable) return 'registry_unavailable';
  return error instanceof QuarantineFull ? 'quarantine_full' : 'log_unavailable';
}
