import type { IngestionConfig } from '../ingestion.config';
import type { DeviceRegistry } from './device-registry.ports';
import type { NoteUnregistered } from './note-unregistered';

/** Decides whether a device that introduces itself may stay. */
export class AdmitDevice {
  constructor(
    private readonly registry: DeviceRegistry,
    private readonly noteUnregistered: NoteUnregistered,
    private readonly config: IngestionConfig,
  ) {}

  /** Rejects while the registry can't be read: then the device gets no answer and tries again. */
  async run(uniqueIds: readonly string[], protocol: string): Promise<'accepted' | 'refused'> {
    const registered = await this.isRegistered(uniqueIds, protocol);
    return registered || this.config.quarantine ? 'accepted' : 'refused';
  }

  /** As {@link run}, for transports that answer each report by itself. A device that is not is noted. */
  async isRegistered(uniqueIds: readonly string[], protocol: string): Promise<boolean> {
    for (const uniqueId of uniqueIds) {
      if (await this.registry.find(uniqueId)) return true;
    }
    for (const uniqueId of uniqueIds) this.noteUnregistered.run(uniqueId, protocol);
    return false;
  }
}
