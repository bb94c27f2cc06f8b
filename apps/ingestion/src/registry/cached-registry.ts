import { RegistryCache, type Clock } from '@yipii/platform';
import type { RegistryChanged } from '@yipii/protocol';
import { DeviceRegistry, type RegisteredDevice } from './device-registry.ports';

/** Unregistered ids are hostile input: only this many are remembered, and only briefly. */
const UNREGISTERED = { maxUnknown: 10_000, unknownForMs: 60_000 };

/**
 * Caches the registry, to avoid a query per frame. A device stays valid until `registry.changed` announces a
 * change; an unregistered id is remembered for a minute at most.
 */
export class CachedRegistry extends DeviceRegistry {
  private readonly cache: RegistryCache<string, RegisteredDevice>;

  constructor(source: DeviceRegistry, clock: Clock) {
    super();
    const load = async (uniqueIds: readonly string[]): Promise<ReadonlyMap<string, RegisteredDevice>> => {
      const found = await Promise.all(uniqueIds.map((uniqueId) => source.find(uniqueId)));
      return new Map(found.flatMap((device, index) => entryOf(uniqueIds[index] ?? '', device)));
    };
    this.cache = new RegistryCache({ load, partsOf: ({ parts }) => parts, affectedBy }, clock, UNREGISTERED);
  }

  find(uniqueId: string): Promise<RegisteredDevice | null> {
    return this.cache.get(uniqueId);
  }

  forget(change: RegistryChanged): void {
    this.cache.changed(change);
  }
}

function entryOf(uniqueId: string, device: RegisteredDevice | null): [string, RegisteredDevice][] {
  return device ? [[uniqueId, device]] : [];
}

/** Other changes can't register an unregistered device. */
function affectedBy({ kind, uniqueId }: RegistryChanged): readonly string[] | 'all' {
  if (kind !== 'device' && kind !== 'assignment') return [];
  return uniqueId === undefined ? 'all' : [uniqueId];
}
