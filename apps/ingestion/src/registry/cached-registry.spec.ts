import { FakeClock } from '@yipii/testing';
import { IMEI, MemoryRegistry, aDevice } from '../scenario';
import { CachedRegistry } from './cached-registry';
import { DeviceRegistry, type RegisteredDevice } from './device-registry.ports';

describe('the cached registry', () => {
  it('asks once for many frames, also for an id that nobody has registered', async () => {
    const source = new MemoryRegistry();
    const sut = new CachedRegistry(source, new FakeClock());
    await Promise.all([sut.find(IMEI), sut.find(IMEI), sut.find('x'), sut.find('x')]);
    await Promise.all([sut.find(IMEI), sut.find('x')]);
    expect(source.lookUps).toBe(2);
  });

  it.each([
    ['account', 1],
    ['asset', 7],
    ['device', 70],
  ] as const)('asks again after a change of the %s', async (kind, id) => {
    const source = new MemoryRegistry();
    const sut = new CachedRegistry(source, new FakeClock());
    await sut.find(IMEI);
    sut.forget({ kind, id: id + 1, version: 1, uniqueId: 'other' });
    await sut.find(IMEI);
    expect(source.lookUps).toBe(1);
    sut.forget({ kind, id, version: 2 });
    await sut.find(IMEI);
    expect(source.lookUps).toBe(2);
  });

  it('serves cached entries while the registry is unavailable, and asks again after a failure', async () => {
    const source = new MemoryRegistry();
    const sut = new CachedRegistry(source, new FakeClock());
    await sut.find(IMEI);
    source.away = true;
    expect(await sut.find(IMEI)).toMatchObject({ deviceId: 70 });
    await expect(sut.find('x')).rejects.toThrow('away');
    source.away = false;
    expect(await sut.find('x')).toBeNull();
  });

  it('does not cache a lookup that began before a change and ended after it', async () => {
    const answers: ((device: RegisteredDevice | null) => void)[] = [];
    const source = new (class extends DeviceRegistry {
      find(): Promise<RegisteredDevice | null> {
        return new Promise((resolve) => answers.push(resolve));
      }
    })();
    const sut = new CachedRegistry(source, new FakeClock());
    const early = sut.find(IMEI);
    sut.forget({ kind: 'device', id: 70, version: 1, uniqueId: IMEI });
    const late = sut.find(IMEI);
    answers[0]?.(null);
    answers[1]?.(aDevice({ parts: [{ kind: 'device', id: 70, version: 1 }] }));
    expect([await early, (await late)?.deviceId]).toEqual([null, 70]);
    expect(await sut.find(IMEI)).toMatchObject({ deviceId: 70 });
  });

  it('keeps a device whose version is the announced one, or a newer one', async () => {
    const source = new MemoryRegistry();
    const sut = new CachedRegistry(source, new FakeClock());
    source.devices.set('x', aDevice({ parts: [{ kind: 'device', id: 80, version: 3 }] }));
    await sut.find('x');
    for (const version of [2, 3]) sut.forget({ kind: 'device', id: 80, version, uniqueId: 'x' });
    await sut.find('x');
    expect(source.lookUps).toBe(1);
    sut.forget({ kind: 'device', id: 80, version: 4, uniqueId: 'x' });
    await sut.find('x');
    expect(source.lookUps).toBe(2);
  });

  it('asks again for an unknown id after a minute', async () => {
    const source = new MemoryRegistry();
    const clock = new FakeClock();
    const sut = new CachedRegistry(source, clock);
    expect(await sut.find('x')).toBeNull();
    source.devices.set('x', aDevice());
    clock.advance(59_999);
    expect(await sut.find('x')).toBeNull();
    clock.advance(1);
    expect(await sut.find('x')).toMatchObject({ deviceId: 70 });
  });

  it('remembers a bounded number of unknown ids', async () => {
    const source = new MemoryRegistry();
    const sut = new CachedRegistry(source, new FakeClock());
    for (let n = 0; n < 10_001; n += 1) await sut.find(`x${n}`);
    source.lookUps = 0;
    await sut.find('x10000');
    await sut.find('x0');
    expect(source.lookUps).toBe(1);
  });
});
