import { encodeCodec8E, encodeLogin } from '@yipii/protocol';
import { aRecord, eventually, NOON } from '@yipii/testing';
import { loadSamples } from '../../../../libs/protocol/src/trackers/tracker-samples.testing';
import { IMEI, aDevice } from '../scenario';
import { useTcpTrackers } from './tcp-trackers.testing';

const UNKNOWN = '350000000000999';
const LOGIN = encodeLogin(IMEI);
const frameOf = (...records: Parameters<typeof aRecord>[0][]): Buffer => encodeCodec8E(records.map(aRecord));
const FRAME = frameOf({}, { fixTime: NOON + 1000 });

describe('a tracker that logs in', () => {
  const { start, aTracker } = useTcpTrackers();

  it('may log in again on the same connection', async () => {
    const gateway = await start();
    const device = await aTracker(gateway);
    device.send(Buffer.concat([LOGIN, FRAME, LOGIN, FRAME]));
    await eventually(() => expect(device.answers).toBe('01000000020100000002'));
  });

  it('keeps its records when another device logs in behind it in the same write, and the connection ends', async () => {
    const gateway = await start();
    gateway.source.devices.set(UNKNOWN, aDevice({ deviceId: 99, accountId: 2, accountKey: 'other' }));
    const device = await aTracker(gateway);
    device.send(Buffer.concat([LOGIN, FRAME, encodeLogin(UNKNOWN), frameOf({})]));
    await eventually(() => expect([device.answers, device.closed]).toEqual(['0100000002', true]));
    expect(gateway.log.received).toMatchObject([{ deviceId: 70, records: [{}, {}] }]);
    expect(await gateway.count('yipii_device_warnings_total', 'other_device')).toBe(1);
  });

  it('may carry several devices where every frame names its own', async () => {
    const gateway = await start();
    const { devices: ids, tcp } = await loadSamples('h02');
    ids.forEach((id, index) => gateway.source.devices.set(id, aDevice({ deviceId: 90 + index })));
    const device = await aTracker(gateway, 'h02');
    device.send(Buffer.concat(ids.flatMap((id) => tcp?.frames(id) ?? [])));
    await eventually(() =>
      expect(gateway.log.received.map(({ deviceId }) => deviceId)).toEqual([90, 90, 91, 91]),
    );
  });

  describe('that is not registered', () => {
    it('is quarantined: noted, acknowledged when durable there, and taken over once it is registered', async () => {
      const gateway = await start();
      const device = await aTracker(gateway);
      device.send(Buffer.concat([encodeLogin(UNKNOWN), FRAME]));
      await eventually(() => expect(device.answers).toBe('0100000002'));
      expect(gateway.log.quarantined).toMatchObject([
        { uniqueId: UNKNOWN, deviceId: null, records: [{}, {}] },
      ]);
      await gateway.note.flush();
      expect(gateway.unregistered.sightings).toMatchObject([
        { uniqueId: UNKNOWN, protocol: 'teltonika', records: 2 },
      ]);

      gateway.source.devices.set(UNKNOWN, aDevice({ deviceId: 71 }));
      gateway.registry.forget({ kind: 'device', id: 71, version: 1, uniqueId: UNKNOWN });
      device.send(FRAME);
      await eventually(() => expect(gateway.log.received).toMatchObject([{ deviceId: 71 }]));
    });

    it('is refused where quarantine is off', async () => {
      const gateway = await start({ quarantine: false });
      const device = await aTracker(gateway);
      device.send(Buffer.concat([encodeLogin(UNKNOWN), FRAME]));
      await eventually(() => expect([device.answers, device.closed]).toEqual(['00', true]));
      expect(gateway.log.quarantined).toEqual([]);
    });

    it('is accepted on its next connection once it is registered', async () => {
      const gateway = await start({ quarantine: false });
      const refused = await aTracker(gateway);
      refused.send(encodeLogin(UNKNOWN));
      await eventually(() => expect(refused.closed).toBe(true));
      gateway.source.devices.set(UNKNOWN, aDevice({ deviceId: 71 }));
      gateway.registry.forget({ kind: 'device', id: 71, version: 1, uniqueId: UNKNOWN });
      const device = await aTracker(gateway);
      device.send(Buffer.concat([encodeLogin(UNKNOWN), FRAME]));
      await eventually(() => expect(device.answers).toBe('0100000002'));
      expect(gateway.log.received).toMatchObject([{ deviceId: 71 }]);
    });

    it('is not answered, and never refused, while the registry is away', async () => {
      const gateway = await start({ quarantine: false });
      gateway.source.away = true;
      const device = await aTracker(gateway);
      device.send(LOGIN);
      await eventually(() => expect(device.closed).toBe(true));
      expect(device.answers).toBe('');
    });
  });
});
