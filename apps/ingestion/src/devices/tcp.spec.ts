import { encodeCodec8E, encodeLogin, recordId } from '@yipii/protocol';
import { aRecord, eventually, NOON } from '@yipii/testing';
import { Device, IMEI } from '../scenario';
import { useTcpTrackers } from './tcp-trackers.testing';

const LOGIN = encodeLogin(IMEI);
const frameOf = (...records: Parameters<typeof aRecord>[0][]): Buffer => encodeCodec8E(records.map(aRecord));
const FRAME = frameOf({}, { fixTime: NOON + 1000 });

describe('a tracker over TCP', () => {
  const { start, aTracker } = useTcpTrackers();

  it('logs in, and gets its records acknowledged once they are in the log', async () => {
    const gateway = await start();
    const device = await aTracker(gateway);
    device.send(LOGIN);
    await eventually(() => expect(device.answers).toBe('01'));
    device.send(FRAME);
    await eventually(() => expect(device.answers).toBe('0100000002'));
    const [event] = gateway.log.received;
    expect(event).toMatchObject({ assetId: 7, deviceId: 70, protocol: 'teltonika' });
    expect(event?.records.map(({ fixTime }) => fixTime)).toEqual([NOON, NOON + 1000]);
    const [record] = event?.records ?? [];
    const { id, ...reading } = record ?? { id: '' };
    expect(id).toBe(recordId(IMEI, reading as never));
    expect(await gateway.count('yipii_device_records_total')).toBe(2);
  });

  it('may split its bytes anywhere', async () => {
    const gateway = await start();
    const device = await aTracker(gateway);
    await device.sendSlowly(Buffer.concat([LOGIN, FRAME, Buffer.of(0xff), FRAME]));
    await eventually(() => expect(device.answers).toBe('010000000200000002'));
  });

  it('gets no acknowledgement before the log has confirmed, and several in their order', async () => {
    const gateway = await start();
    const device = await aTracker(gateway);
    gateway.log.state = 'silent';
    device.send(Buffer.concat([LOGIN, frameOf({}), frameOf({}, {}), frameOf({}, {}, {})]));
    await eventually(() => expect([gateway.log.waiting, device.answers]).toEqual([3, '01']));
    gateway.log.confirm(1);
    await eventually(() => expect(device.answers).toBe('0100000001'));
    gateway.log.confirm();
    await eventually(() => expect(device.answers).toBe('01000000010000000200000003'));
  });

  it('has a limited number of frames in flight, however many come in one write', async () => {
    const gateway = await start();
    const device = await aTracker(gateway);
    gateway.log.state = 'silent';
    device.send(
      Buffer.concat([LOGIN, ...Array.from({ length: 40 }, (_, n) => frameOf({ fixTime: NOON + n }))]),
    );
    await eventually(() => expect(gateway.log.waiting).toBe(16));
    gateway.log.state = 'up';
    gateway.log.confirm();
    await eventually(() => expect(device.answers).toBe(`01${'00000001'.repeat(40)}`));
  });

  it('is closed without an answer when the log is unavailable, and comes back to the same records', async () => {
    const gateway = await start();
    const device = await aTracker(gateway);
    gateway.log.state = 'away';
    device.send(Buffer.concat([LOGIN, FRAME]));
    await eventually(() => expect(device.closed).toBe(true));
    expect(device.answers).toBe('01');
    gateway.log.state = 'up';
    const again = await aTracker(gateway);
    again.send(Buffer.concat([LOGIN, FRAME]));
    await eventually(() => expect(again.answers).toBe('0100000002'));
  });

  it('is closed without an answer when the log does not confirm in time', async () => {
    const gateway = await start({ ackTimeoutMs: 200 });
    const device = await aTracker(gateway);
    gateway.log.state = 'silent';
    device.send(Buffer.concat([LOGIN, FRAME]));
    await eventually(() => expect(device.closed).toBe(true));
    gateway.log.confirm();
    expect(device.answers).toBe('01');
  });

  it('gets its last answers and is then closed when the process stops', async () => {
    const gateway = await start();
    const device = await aTracker(gateway);
    gateway.log.state = 'silent';
    device.send(Buffer.concat([LOGIN, FRAME]));
    await eventually(() => expect(gateway.log.waiting).toBe(1));
    const stopped = gateway.lifecycle.stop();
    await expect(Device.connect(gateway.port('teltonika'))).rejects.toThrow('ECONNREFUSED');
    gateway.log.confirm();
    await stopped;
    await eventually(() => expect([device.answers, device.closed]).toEqual(['0100000002', true]));
  });

  describe('with bad input', () => {
    const crc = Buffer.from(FRAME);
    crc.writeUInt8(crc.readUInt8(crc.length - 1) ^ 0xff, crc.length - 1);
    const huge = Buffer.from('0000000000989680', 'hex');

    it.each([
      ['a wrong IMEI length', encodeLogin('35000'), '00', 'bad_imei'],
      ['a bad CRC', Buffer.concat([LOGIN, crc]), '0100000000', 'bad_crc'],
      ['a frame of 10 MB announced', Buffer.concat([LOGIN, huge]), '01', 'frame_too_long'],
      ['garbage', Buffer.alloc(200, 'GET / HTTP/1.1\r\n'), '', 'garbage'],
      ['data before the login', FRAME, '', 'no_login'],
      ['pings instead of a login', Buffer.alloc(1000, 0xff), '', 'no_login'],
    ])(
      '%s is answered as the protocol says, counted, and harms nobody else',
      async (_, bytes, answers, reason) => {
        const gateway = await start();
        const good = await aTracker(gateway);
        good.send(LOGIN);
        const bad = await aTracker(gateway);
        bad.send(bytes);
        await eventually(async () =>
          expect(await gateway.count('yipii_device_warnings_total', reason)).toBeGreaterThan(0),
        );
        await eventually(() => expect(bad.answers).toBe(answers));
        good.send(FRAME);
        await eventually(() => expect(good.answers).toBe('0100000002'));
      },
    );

    it('keeps the socket after a bad CRC, and the frame as a dead letter', async () => {
      const gateway = await start();
      const device = await aTracker(gateway);
      device.send(Buffer.concat([LOGIN, crc, FRAME]));
      await eventually(() => expect(device.answers).toBe('010000000000000002'));
      expect(gateway.log.deadLetters).toEqual([
        {
          origin: {
            kind: 'device',
            protocol: 'teltonika',
            peer: expect.stringContaining('127.0.0.1') as string,
          },
          reason: 'bad_crc',
          payload: crc.toString('base64'),
        },
      ]);
    });

    it.each([
      ['silence', Buffer.alloc(0)],
      ['half a login', LOGIN.subarray(0, 7)],
    ])('%s is closed after the time for a login', async (_, bytes) => {
      const gateway = await start({ loginTimeoutMs: 200 });
      const device = await aTracker(gateway);
      device.send(bytes);
      await eventually(() => expect(device.closed).toBe(true));
    });

    it('half a frame and silence is closed after the idle time', async () => {
      const gateway = await start({ idleTimeoutMs: 200 });
      const device = await aTracker(gateway);
      device.send(Buffer.concat([LOGIN, FRAME.subarray(0, 20)]));
      await eventually(() => expect(device.closed).toBe(true));
      expect(await gateway.count('yipii_device_warnings_total', 'idle')).toBe(1);
    });

    it('records dated 1970 and next year, and latitude 91, go the way of all records', async () => {
      const gateway = await start();
      const device = await aTracker(gateway);
      device.send(Buffer.concat([LOGIN, frameOf({ fixTime: 0 }, { fixTime: NOON + 4e10 }, { lat: 91 })]));
      await eventually(() => expect(device.answers).toBe('0100000003'));
      expect(gateway.log.received[0]?.records).toHaveLength(3);
    });
  });

  describe('beside others', () => {
    it('is refused over the limit of its address, while those that are live on', async () => {
      const gateway = await start({ maxConnectionsPerIp: 1 });
      const first = await aTracker(gateway);
      first.send(LOGIN);
      await eventually(() => expect(first.answers).toBe('01'));
      const second = await aTracker(gateway);
      await eventually(() => expect(second.closed).toBe(true));
      first.send(FRAME);
      await eventually(() => expect(first.answers).toBe('0100000002'));
      first.hangUp();
      await eventually(async () => {
        const third = await aTracker(gateway);
        third.send(LOGIN);
        await eventually(() => expect(third.answers).toBe('01'), { timeoutMs: 200 });
      });
    });

    it('is counted when it claims to be a device that is already connected', async () => {
      const gateway = await start();
      for (const device of [await aTracker(gateway), await aTracker(gateway)]) {
        device.send(LOGIN);
        await eventually(() => expect(device.answers).toBe('01'));
      }
      expect(await gateway.count('yipii_device_doubled_total')).toBe(1);
    });

    it('is read no faster than allowed, and loses nothing', async () => {
      const gateway = await start({ maxBytesPerSecond: 1_024 });
      const device = await aTracker(gateway);
      const frame = encodeCodec8E(Array.from({ length: 20 }, (_, n) => aRecord({ fixTime: NOON + n })));
      device.send(Buffer.concat([LOGIN, frame, frame]));
      await eventually(() => expect(device.answers).toBe('010000001400000014'));
    });
  });
});
