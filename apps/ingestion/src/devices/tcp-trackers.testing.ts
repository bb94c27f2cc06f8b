import { Device, aGateway } from '../scenario';

type Gateway = Awaited<ReturnType<typeof aGateway>>;

/** Starts gateways and connects Teltonika trackers to them; both are closed after each test. */
export function useTcpTrackers() {
  const gateways: Gateway[] = [];
  const devices: Device[] = [];

  afterEach(async () => {
    for (const { log } of gateways) log.confirm();
    for (const device of devices.splice(0)) device.hangUp();
    await Promise.all(gateways.splice(0).map(({ lifecycle }) => lifecycle.stop()));
  });

  return {
    async start(...settings: Parameters<typeof aGateway>): Promise<Gateway> {
      const gateway = await aGateway(...settings);
      gateways.push(gateway);
      return gateway;
    },

    async aTracker(gateway: Gateway, protocol = 'teltonika'): Promise<Device> {
      const device = await Device.connect(gateway.port(protocol));
      devices.push(device);
      return device;
    },
  };
}
