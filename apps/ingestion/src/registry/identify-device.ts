import type { DeviceRegistry, RegisteredDevice } from './device-registry.ports';
import { impostureOf, type Imposture } from './imposture';
import type { NoteUnregistered } from './note-unregistered';

/** What a report says of its device. */
export interface Introduction {
  /** The primary one first. */
  readonly deviceIds: readonly string[];
  /** What its request carried to prove that it is the device. */
  readonly secret?: string;
  /** The number of its records. */
  readonly records: number;
}

/** Where a report comes from. */
export interface Origin {
  readonly protocol: string;
  /** IP address. */
  readonly address: string;
}

export interface DeviceIdentity {
  /** The first id that is registered, or the first id if none is. */
  readonly uniqueId: string;
  readonly device: RegisteredDevice | null;
  /** Why the report is not taken for one of the registered device. */
  readonly imposture?: Imposture;
}

/** Finds out which registered device a report comes from. */
export class IdentifyDevice {
  constructor(
    private readonly registry: DeviceRegistry,
    private readonly noteUnregistered: NoteUnregistered,
  ) {}

  /** Rejects while the registry can't be read: then the device gets no answer and tries again. */
  async run({ deviceIds, secret, records }: Introduction, origin: Origin): Promise<DeviceIdentity> {
    for (const uniqueId of deviceIds) {
      const device = await this.registry.find(uniqueId);
      if (device) return { uniqueId, device, imposture: impostureOf(device, { ...origin, secret }) };
    }
    const [uniqueId = ''] = deviceIds;
    this.noteUnregistered.run(uniqueId, origin.protocol, records);
    return { uniqueId, device: null };
  }
}
