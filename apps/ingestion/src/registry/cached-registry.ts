import { RegistryCache, type Clock } from '@yipii/platform';
import type { RegistryChanged } from '@yipii/protocol';
import { DeviceRegistry, type RegisteredDevice } from './device-registry.ports';

/** Unregistered ids are hostile input: only so many are remembered, and not for long. */
const UNREGISTERED = { maxUnknown: 10_000, unknownForMs: 60_000 };

/**
 * The registry without a query per frame. What was found stays valid until `registry.changed` says
 * otherwise, and that an id is not registered for a minute at most.
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

/** What else changes is no reason for an unregistered device to become registered. */
function affectedBy({ kind, uniqueId }: RegistryChanged): readonly string[] | 'all' {
  if (kind !== 'device' && kind !== 'assignment') return [];
  return uniqueId === undefined ? 'all' : [uniqueId];
}
