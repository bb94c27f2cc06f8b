import { createServer, type AddressInfo } from 'node:net';
import { PortTaken } from '@yipii/platform';
import { aGateway } from '../scenario';
import { useTcpTrackers } from './tcp-trackers.testing';

describe('the ports of the trackers', () => {
  const { start } = useTcpTrackers();

  it.each(['teltonika', 'osmand'])('are fatal or left out, as set, if that of %s is taken', async (name) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, resolve));
    const ports = `${name}:${(other.address() as AddressInfo).port},h02:0`;
    await expect(aGateway({ ports })).rejects.toThrow(PortTaken);
    const gateway = await start({ ports, skipTakenPorts: true });
    expect([gateway.port(name), gateway.port('h02') > 0]).toEqual([0, true]);
    other.close();
  });

  it('have one number for TCP and UDP, also if it is a free one', async () => {
    const gateway = await start();
    expect(gateway.port('teltonika')).toBeGreaterThan(0);
    expect(gateway.port('teltonika/udp')).toBe(gateway.port('teltonika'));
  });
});
