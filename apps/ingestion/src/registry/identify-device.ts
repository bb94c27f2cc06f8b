import type { DeviceRegistry, RegisteredDevice } from './device-registry.ports';
import type { NoteUnregistered } from './note-unregistered';

export interface DeviceIdentity {
  /** The first id that is registered, or the first id if none is. */
  readonly uniqueId: string;
  readonly device: RegisteredDevice | null;
}

/** Finds out which registered device a report comes from. */
export class IdentifyDevice {
  constructor(
    private readonly registry: DeviceRegistry,
    private readonly noteUnregistered: NoteUnregistered,
  ) {}

  /** Rejects while the registry can't be read: then the device gets no answer and tries again. */
  async run(deviceIds: readonly string[], protocol: string, records: number): Promise<DeviceIdentity> {
    for (const uniqueId of deviceIds) {
      const device = await this.registry.find(uniqueId);
      if (device) return { uniqueId, device };
    }
    const [uniqueId = ''] = deviceIds;
    this.noteUnregistered.run(uniqueId, protocol, records);
    return { uniqueId, device: null };
  }
}
