import { createSocket } from 'node:dgram';
import { PortTaken } from '@yipii/platform';
import { eventually } from '@yipii/testing';
import { loadSamples } from '../../../../libs/protocol/src/trackers/tracker-samples.testing';
import { UdpDevice, aDevice, aGateway } from '../scenario';

type Gateway = Awaited<ReturnType<typeof aGateway>>;

describe('a tracker over UDP', () => {
  const opened: UdpDevice[] = [];
  let gateway: Gateway;
  let ids: readonly [string, string];
  let datagrams: (id: string) => readonly Buffer[];

  beforeAll(async () => {
    const { devices, udp } = await loadSamples('teltonika');
    ids = devices;
    datagrams = (id) => udp?.frames(id) ?? [];
  });

  beforeEach(async () => {
    gateway = await aGateway();
    ids.forEach((id, index) => gateway.source.devices.set(id, aDevice({ deviceId: 70 + index })));
  });

  afterEach(async () => {
    gateway.log.confirm();
    for (const device of opened.splice(0)) device.hangUp();
    await gateway.lifecycle.stop();
  });

  function aTracker(): UdpDevice {
    const device = new UdpDevice(gateway.port('teltonika/udp'));
    opened.push(device);
    return device;
  }

  it('gets each datagram acknowledged by its own packet id once its records are in the log', async () => {
    const device = aTracker();
    device.send(...datagrams(ids[0]));
    await eventually(() => expect(device.answers).toEqual(['00050001010102', '00050002010202']));
    expect(gateway.log.received).toMatchObject([{ deviceId: 70 }, { deviceId: 70 }]);
  });

  it('gets no acknowledgement before the log has confirmed, and none when the log is unavailable', async () => {
    const device = aTracker();
    gateway.log.state = 'silent';
    device.send(...datagrams(ids[0]).slice(0, 1));
    await eventually(() => expect(gateway.log.waiting).toBe(1));
    expect(device.answers).toEqual([]);
    gateway.log.confirm();
    await eventually(() => expect(device.answers).toHaveLength(1));
    gateway.log.state = 'away';
    device.send(...datagrams(ids[0]).slice(1));
    await eventually(async () =>
      expect(await gateway.count('yipii_device_warnings_total', 'log_unavailable')).toBe(1),
    );
    gateway.log.state = 'up';
    await eventually(() => {
      device.send(...datagrams(ids[0]).slice(1));
      expect(device.answers.length).toBeGreaterThan(1);
    });
  });

  it('is told apart from others by its address', async () => {
    const [first, second] = [aTracker(), aTracker()];
    first.send(...datagrams(ids[0]));
    second.send(...datagrams(ids[1]));
    await eventually(() => expect([first.answers.length, second.answers.length]).toEqual([2, 2]));
    const owners = gateway.log.received.map(({ deviceId }) => deviceId).sort();
    expect(owners).toEqual([70, 70, 71, 71]);
  });

  it('gets its acknowledgement while the process stops', async () => {
    const device = aTracker();
    gateway.log.state = 'silent';
    device.send(...datagrams(ids[0]).slice(0, 1));
    await eventually(() => expect(gateway.log.waiting).toBe(1));
    const stopped = gateway.lifecycle.stop();
    gateway.log.confirm();
    await stopped;
    await eventually(() => expect(device.answers).toHaveLength(1));
  });

  it('is forgotten after the idle time', async () => {
    const idle = await aGateway({ idleTimeoutMs: 200 });
    idle.source.devices.set(ids[0], aDevice());
    const device = new UdpDevice(idle.port('teltonika/udp'));
    opened.push(device);
    device.send(...datagrams(ids[0]));
    await eventually(() => expect(device.answers).toHaveLength(2));
    await eventually(async () => expect(await idle.count('yipii_device_connections')).toBe(0));
    await idle.lifecycle.stop();
  });

  it('is dropped when its address exceeds its bytes per second', async () => {
    const slow = await aGateway({ maxBytesPerSecond: 1_024 });
    const device = new UdpDevice(slow.port('teltonika/udp'));
    opened.push(device);
    device.send(...Array.from({ length: 8 }, () => datagrams(ids[0])).flat());
    await eventually(async () =>
      expect(
        await slow.count('yipii_device_connections_refused_total', 'too_many_bytes_of_address'),
      ).toBeGreaterThan(0),
    );
    await slow.lifecycle.stop();
  });

  it('is not served on a taken port: an error, or left out where that is set', async () => {
    const other = createSocket('udp6');
    await new Promise<void>((resolve) => other.bind(0, () => resolve()));
    const ports = `teltonika:${other.address().port},h02:0`;
    await expect(aGateway({ ports })).rejects.toThrow(PortTaken);
    const skipping = await aGateway({ ports, skipTakenPorts: true });
    expect([skipping.port('teltonika/udp'), skipping.port('h02/udp') > 0]).toEqual([0, true]);
    other.close();
    await skipping.lifecycle.stop();
  });
});
