import { Lifecycle, ListeningPorts, Metrics, Networks } from '@yipii/platform';
import { aRecord, FakeClock } from '@yipii/testing';
import { DeviceMonitor } from '../devices/device-monitor';
import { DeviceServices } from '../devices/device-services';
import { LiveDevices } from '../devices/live-devices';
import { AcceptPositions } from '../positions/accept-positions';
import { CachedRegistry } from '../registry/cached-registry';
import { IdentifyDevice } from '../registry/identify-device';
import { NoteUnregistered } from '../registry/note-unregistered';
import { aDevice, IMEI, MemoryLog, MemoryRegistry, MemoryUnregistered } from '../scenario';
import { AcceptSubmissions } from './accept-submissions';
import { IntakeListener } from './intake-listener';

const OTHER = 'other-account';
const NOW = Date.UTC(2026, 5, 1, 13);

function anIntake() {
  const clock = new FakeClock(NOW);
  const [source, log, unregistered] = [new MemoryRegistry(), new MemoryLog(), new MemoryUnregistered()];
  source.devices.set(OTHER, aDevice({ deviceId: 71, accountId: 2, accountKey: 'other' }));
  const registry = new CachedRegistry(source, clock);
  const note = new NoteUnregistered(unregistered, clock);
  const services = new DeviceServices(
    new IdentifyDevice(registry, note),
    new AcceptPositions(log),
    new LiveDevices(),
    new DeviceMonitor(log, new Metrics(), clock, { tell: () => undefined }),
    clock,
  );
  return { sut: new AcceptSubmissions(registry, services), source, log, note, unregistered };
}

const submission = (ids: readonly string[], assets: readonly number[] | null = null) => ({
  scope: { accountId: 1, assets },
  traceparent: null,
  records: ids.map((uniqueId, index) => ({ uniqueId, record: aRecord({ fixTime: NOW - 1_000 * index }) })),
});

describe('positions that came over HTTPS', () => {
  it('enter the log as those of their device do, in one message', async () => {
    const { sut, log } = anIntake();
    expect(await sut.submit(submission([IMEI, IMEI]))).toEqual(['stored', 'stored']);
    expect(log.received).toMatchObject([
      { assetId: 7, deviceId: 70, protocol: 'api', receivedAt: NOW, records: [{ speed: 50 }, { speed: 50 }] },
    ]);
  });

  it('are refused one by one, other accounts’ devices like unknown ones', async () => {
    const { sut, log, note, unregistered } = anIntake();
    const verdicts = await sut.submit(submission(['nobody', IMEI, OTHER]));
    expect(verdicts).toEqual(['unknown_device', 'stored', 'unknown_device']);
    expect(log.received).toHaveLength(1);
    await note.flush();
    expect(unregistered.sightings).toEqual([]);
  });

  it('are for the assets of the scope alone', async () => {
    const { sut, log } = anIntake();
    expect(await sut.submit(submission([IMEI], [8]))).toEqual(['unknown_device']);
    expect(log.received).toEqual([]);
    expect(await sut.submit(submission([IMEI], [7]))).toEqual(['stored']);
  });

  it('need an asset at their time', async () => {
    const { sut, source } = anIntake();
    source.devices.set(IMEI, aDevice({ assignments: [] }));
    expect(await sut.submit(submission([IMEI]))).toEqual(['no_asset']);
    expect(await sut.submit(submission([IMEI], [7]))).toEqual(['unknown_device']);
  });

  it('are answered only once they are durable, and not at all if they may not be', async () => {
    const { sut, log, source } = anIntake();
    log.state = 'silent';
    let answered = false;
    const answer = sut.submit(submission([IMEI])).then(() => (answered = true));
    await new Promise(setImmediate);
    expect(answered).toBe(false);
    log.confirm();
    await answer;
    log.state = 'away';
    await expect(sut.submit(submission([IMEI]))).rejects.toThrow('away');
    source.away = true;
    await expect(sut.submit(submission(['not-cached']))).rejects.toThrow('away');
  });

  describe('from phones', () => {
    const report = (query: string, authorization: string | null = null) => ({
      ...{ method: 'GET' as const, query, authorization, body: '', address: '192.0.2.1' },
    });

    it('are taken in OsmAnd’s form, by the rules of the registration', async () => {
      const { sut, log, source } = anIntake();
      const query = `id=${IMEI}&lat=57.7&lon=11.97`;
      expect(await sut.report(report(query))).toMatchObject({ status: 200, body: '' });
      expect(log.received).toMatchObject([{ protocol: 'osmand', records: [{ lat: 57.7 }] }]);
      expect((await sut.report(report(query.replace(IMEI, 'nobody')))).status).toBe(400);
      expect((await sut.report(report('lat=1'))).status).toBe(400);
      source.devices.set('elsewhere', aDevice({ allowedNetworks: new Networks(['198.51.100.0/24']) }));
      expect((await sut.report(report(query.replace(IMEI, 'elsewhere')))).status).toBe(400);
      expect(log.received).toHaveLength(1);
    });

    it('are not acknowledged while the log is away', async () => {
      const { sut, log } = anIntake();
      log.state = 'away';
      await expect(sut.report(report(`id=${IMEI}&lat=57.7&lon=11.97`))).rejects.toThrow('away');
    });
  });

  it('come through a port of their own in a cluster', async () => {
    const { sut, log } = anIntake();
    const [ports, lifecycle] = [new ListeningPorts(), new Lifecycle()];
    await new IntakeListener(sut, { port: 0 }, ports, lifecycle).onApplicationBootstrap();
    const post = async (path: string, body: string) => {
      const response = await fetch(`http://127.0.0.1:${ports.get('intake')}${path}`, {
        method: 'POST',
        body,
      });
      return { status: response.status, body: await response.json() };
    };
    const body = JSON.stringify(submission([IMEI, OTHER]));
    expect(await post('/positions', body)).toEqual({
      status: 200,
      body: { verdicts: ['stored', 'unknown_device'] },
    });
    expect((await post('/nothing', body)).status).toBe(404);
    expect((await post('/positions', '{')).status).toBe(503);
    log.state = 'away';
    expect((await post('/positions', body)).status).toBe(503);
    await lifecycle.stop();
  });
});
