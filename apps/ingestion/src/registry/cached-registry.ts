import type { Clock } from '@yipii/platform';
import type { RegistryChanged } from '@yipii/protocol';
import { DeviceRegistry, type RegisteredDevice } from './device-registry.ports';

/** Unregistered ids are hostile input: only so many are remembered, and not for long. */
const MAX_UNKNOWN = 10_000;
const UNKNOWN_MS = 60_000;

/**
 * The registry without a query per frame. What was found stays valid until `registry.changed` says
 * otherwise, and that an id is not registered for a minute at most. A look-up that was under way during a
 * change is not remembered.
 */
export class CachedRegistry extends DeviceRegistry {
  private readonly known = new Map<string, RegisteredDevice>();
  /** Unregistered ids and when they were looked up, oldest first. */
  private readonly unknown = new Map<string, number>();
  private readonly loading = new Map<string, Promise<RegisteredDevice | null>>();

  constructor(
    private readonly source: DeviceRegistry,
    private readonly clock: Clock,
  ) {
    super();
  }

  find(uniqueId: string): Promise<RegisteredDevice | null> {
    const device = this.known.get(uniqueId);
    if (device) return Promise.resolve(device);
    const lookedUpAt = this.unknown.get(uniqueId);
    if (lookedUpAt !== undefined && this.clock.now() - lookedUpAt < UNKNOWN_MS) return Promise.resolve(null);
    return this.loading.get(uniqueId) ?? this.load(uniqueId);
  }

  forget(change: RegistryChanged): void {
    this.loading.clear();
    if (change.uniqueId === undefined) this.unknown.clear();
    else this.unknown.delete(change.uniqueId);
    for (const [uniqueId, device] of this.known) {
      if (uniqueId === change.uniqueId || concerns(change, device)) this.known.delete(uniqueId);
    }
  }

  private load(uniqueId: string): Promise<RegisteredDevice | null> {
    const load = this.source.find(uniqueId).then(
      (device) => {
        if (this.loading.get(uniqueId) === load) this.remember(uniqueId, device);
        return device;
      },
      (error: unknown) => {
        if (this.loading.get(uniqueId) === load) this.loading.delete(uniqueId);
        throw error;
      },
    );
    this.loading.set(uniqueId, load);
    return load;
  }

  private remember(uniqueId: string, device: RegisteredDevice | null): void {
    this.loading.delete(uniqueId);
    if (device) this.known.set(uniqueId, device);
    this.unknown.delete(uniqueId);
    if (!device) this.unknown.set(uniqueId, this.clock.now());
    for (const oldest of this.unknown.keys()) {
      if (this.unknown.size <= MAX_UNKNOWN) break;
      this.unknown.delete(oldest);
    }
  }
}

function concerns({ kind, id, uniqueId }: RegistryChanged, device: RegisteredDevice): boolean {
  switch (kind) {
    case 'account':
      return device.accountId === id;
    case 'asset':
      return device.assignments.some(({ assetId }) => assetId === id);
    case 'device':
      return device.deviceId === id;
    case 'assignment':
      return uniqueId === undefined;
    default:
      return false;
  }
}
