import type { RegistryChanged } from '@yipii/protocol';
import { FakeClock } from '@yipii/testing';
import { RegistryCache, type CacheLimits } from './registry-cache';

/** A device as a cache has it: made from the device itself and from the asset that it is on. */
interface Device {
  readonly id: number;
  readonly version?: number;
  readonly assetId: number;
  readonly assetVersion?: number;
}

const IMEI = '350000000000001';

class Registry {
  readonly devices = new Map<string, Device>();
  lookUps = 0;
  away = false;
  /** While set, look-ups wait for it after they were answered. */
  gate: Promise<void> | undefined;

  readonly load = async (keys: readonly string[]): Promise<ReadonlyMap<string, Device>> => {
    this.lookUps += 1;
    if (this.away) throw new Error('away');
    const found = new Map(keys.flatMap((key) => entryOf(key, this.devices.get(key))));
    await this.gate;
    return found;
  };
}

function entryOf(key: string, device: Device | undefined): [string, Device][] {
  return device ? [[key, device]] : [];
}

function aCache(limits: Partial<CacheLimits> = {}) {
  const [registry, clock] = [new Registry(), new FakeClock()];
  const sut = new RegistryCache<string, Device>(
    {
      load: registry.load,
      partsOf: ({ id, version, assetId, assetVersion }) => [
        { kind: 'device', id, version },
        { kind: 'asset', id: assetId, version: assetVersion },
      ],
      affectedBy: ({ kind, uniqueId }) => {
        if (kind === 'asset' || kind === 'account') return [];
        return uniqueId === undefined ? 'all' : [uniqueId];
      },
    },
    clock,
    limits,
  );
  return { registry, clock, sut };
}

const change = (fields: Partial<RegistryChanged> = {}): RegistryChanged => ({
  kind: 'device',
  id: 70,
  version: 1,
  ...fields,
});

describe('the cache of the registry', () => {
  it('reads once for many uses, also for a key that nobody has registered', async () => {
    const { registry, sut } = aCache();
    registry.devices.set(IMEI, { id: 70, assetId: 7 });
    await Promise.all([sut.get(IMEI), sut.get(IMEI), sut.get('x'), sut.get('x')]);
    expect([await sut.get(IMEI), await sut.get('x')]).toEqual([{ id: 70, assetId: 7 }, null]);
    expect(registry.lookUps).toBe(2);
  });

  it('reads many keys at once, only those that it does not know', async () => {
    const { registry, sut } = aCache();
    registry.devices.set('a', { id: 1, assetId: 1 }).set('b', { id: 2, assetId: 2 });
    await sut.get('a');
    expect([...(await sut.getMany(['a', 'b', 'c'])).keys()]).toEqual(['a', 'b']);
    expect([...(await sut.getMany(['a', 'b', 'c'])).keys()]).toEqual(['a', 'b']);
    expect(registry.lookUps).toBe(2);
  });

  it.each([
    ['device', 70],
    ['asset', 7],
  ] as const)('asks again after a change of the %s, not of another', async (kind, id) => {
    const { registry, sut } = aCache();
    registry.devices.set(IMEI, { id: 70, version: 1, assetId: 7, assetVersion: 1 });
    await sut.get(IMEI);
    sut.changed(change({ kind, id: id + 1, version: 2, uniqueId: 'other' }));
    await sut.get(IMEI);
    expect(registry.lookUps).toBe(1);
    sut.changed(change({ kind, id, version: 2, uniqueId: 'other' }));
    await sut.get(IMEI);
    expect(registry.lookUps).toBe(2);
  });

  it('keeps a newer version when an older one is announced late or again', async () => {
    const { registry, sut } = aCache();
    registry.devices.set(IMEI, { id: 70, version: 3, assetId: 7, assetVersion: 1 });
    await sut.get(IMEI);
    sut.changed(change({ version: 2 }));
    sut.changed(change({ version: 3 }));
    await sut.get(IMEI);
    expect(registry.lookUps).toBe(1);
  });

  it('does not keep an older version that was read after a newer one was announced', async () => {
    const { registry, sut } = aCache();
    registry.devices.set(IMEI, { id: 70, version: 1, assetId: 7, assetVersion: 1 });
    sut.changed(change({ version: 2 }));
    expect(await sut.get(IMEI)).toMatchObject({ version: 1 });
    registry.devices.set(IMEI, { id: 70, version: 2, assetId: 7, assetVersion: 1 });
    expect(await sut.get(IMEI)).toMatchObject({ version: 2 });
    expect(await sut.get(IMEI)).toMatchObject({ version: 2 });
    expect(registry.lookUps).toBe(2);
  });

  it.each([
    ['an older version', { id: 70, version: 1, assetId: 7, assetVersion: 1 }],
    ['a value without versions', { id: 70, assetId: 7 }],
    ['an unknown key', undefined],
  ])('does not keep %s that was being read when a change was announced', async (_, before) => {
    const { registry, sut } = aCache();
    if (before) registry.devices.set(IMEI, before);
    let open: () => void = () => undefined;
    registry.gate = new Promise((resolve) => (open = resolve));
    const early = sut.get(IMEI);
    sut.changed(change({ version: 2, uniqueId: IMEI }));
    registry.devices.set(IMEI, { id: 70, version: 2, assetId: 7, assetVersion: 1 });
    const late = sut.get(IMEI);
    open();
    expect(await early).toEqual(before ?? null);
    expect(await late).toMatchObject({ version: 2 });
    expect(await sut.get(IMEI)).toMatchObject({ version: 2 });
  });

  it('keeps a current version that was being read when something else changed', async () => {
    const { registry, sut } = aCache();
    registry.devices.set(IMEI, { id: 70, version: 1, assetId: 7, assetVersion: 1 });
    const read = sut.get(IMEI);
    sut.changed(change({ id: 71, version: 5, uniqueId: 'other' }));
    await read;
    await sut.get(IMEI);
    expect(registry.lookUps).toBe(1);
  });

  it('knows a new device as soon as its registration is announced', async () => {
    const { registry, sut } = aCache();
    expect(await sut.get(IMEI)).toBeNull();
    registry.devices.set(IMEI, { id: 70, version: 1, assetId: 7, assetVersion: 1 });
    sut.changed(change({ uniqueId: 'other' }));
    expect(await sut.get(IMEI)).toBeNull();
    sut.changed(change({ uniqueId: IMEI }));
    expect(await sut.get(IMEI)).toMatchObject({ id: 70 });
  });

  it.each([
    ['of the device', { uniqueId: IMEI }],
    ['that may be of any device', {}],
  ])('reads a device anew after a new assignment %s', async (_, fields) => {
    const { registry, sut } = aCache();
    registry.devices.set(IMEI, { id: 70, version: 1, assetId: 7, assetVersion: 1 });
    await sut.get(IMEI);
    sut.changed(change({ kind: 'assignment', id: 700, uniqueId: 'other' }));
    await sut.get(IMEI);
    expect(registry.lookUps).toBe(1);
    sut.changed(change({ kind: 'assignment', id: 701, ...fields }));
    await sut.get(IMEI);
    expect(registry.lookUps).toBe(2);
  });

  it('asks again for unknown keys after a change that does not tell the key, and after a while', async () => {
    const { registry, clock, sut } = aCache({ unknownForMs: 1_000 });
    await sut.get('x');
    sut.changed(change({ kind: 'assignment' }));
    await sut.get('x');
    clock.advance(999);
    await sut.get('x');
    expect(registry.lookUps).toBe(2);
    clock.advance(1);
    await sut.get('x');
    expect(registry.lookUps).toBe(3);
  });

  it('serves cached entries while the registry is unavailable, and asks again after a failure', async () => {
    const { registry, sut } = aCache();
    registry.devices.set(IMEI, { id: 70, assetId: 7 });
    await sut.get(IMEI);
    registry.away = true;
    expect(await sut.get(IMEI)).toMatchObject({ id: 70 });
    await expect(sut.get('x')).rejects.toThrow('away');
    registry.away = false;
    expect(await sut.get('x')).toBeNull();
  });

  it('is bounded, for known and for unknown keys', async () => {
    const { registry, sut } = aCache({ maxKnown: 2, maxUnknown: 2 });
    for (const [n, key] of ['a', 'b', 'c'].entries()) registry.devices.set(key, { id: n + 1, assetId: 7 });
    for (const key of ['a', 'b', 'c', 'x', 'y', 'z']) await sut.get(key);
    registry.lookUps = 0;
    for (const key of ['b', 'c', 'y', 'z']) await sut.get(key);
    expect(registry.lookUps).toBe(0);
    for (const key of ['a', 'x']) await sut.get(key);
    expect(registry.lookUps).toBe(2);
  });
});
