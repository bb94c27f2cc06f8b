import type { DeviceRegistry, RegisteredDevice } from './device-registry.ports';
import { impostureOf, type Imposture } from './imposture';
import type { NoteUnregistered } from './note-unregistered';

/** Identification of a device in a report. */
export interface Introduction {
  /** The primary one first. */
  readonly deviceIds: readonly string[];
  /** The secret that its request carried. */
  readonly secret?: string;
  /** The number of its records. */
  readonly records: number;
}

/** The origin of a report. */
export interface Origin {
  readonly protocol: string;
  /** IP address. */
  readonly address: string;
}

export interface DeviceIdentity {
  /** The first id that is registered, or the first id if none is. */
  readonly uniqueId: string;
  readonly device: RegisteredDevice | null;
  /** Why the report is not accepted as one of the registered device. */
  readonly imposture?: Imposture;
}

/** Identifies the registered device that a report comes from. */
export class IdentifyDevice {
  constructor(
    private readonly registry: DeviceRegistry,
    private readonly noteUnregistered: NoteUnregistered,
  ) {}

  /** Rejects while the registry can't be read; the device then gets no reply and tries again. */
  async run({ deviceIds, secret, records }: Introduction, origin: Origin): Promise<DeviceIdentity> {
    const { protocol, address } = origin;
    for (const uniqueId of deviceIds) {
      const device = await this.registry.find(uniqueId);
      if (device) return { uniqueId, device, imposture: impostureOf(device, { protocol, address, secret }) };
    }
    const [uniqueId = ''] = deviceIds;
    this.noteUnregistered.run(uniqueId, protocol, records);
    return { uniqueId, device: null };
  }
}
