import { encodeLogin } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { Device, IMEI, UdpDevice, aDevice, aGateway } from '../scenario';

/** Frames of real trackers, through the actual ports. */
describe('what trackers send', () => {
  let gateway: Awaited<ReturnType<typeof aGateway>>;
  let device: Device;

  beforeAll(async () => {
    gateway = await aGateway();
    gateway.source.devices.set('9171000001', aDevice({ deviceId: 90 }));
  });

  beforeEach(() => gateway.log.received.splice(0));
  afterEach(() => device.hangUp());
  afterAll(() => gateway.lifecycle.stop());

  const records = () => gateway.log.received.flatMap((event) => event.records);
  const hex = (text: string) => Buffer.from(text, 'hex');

  it.each([
    [
      'codec 16',
      '000000000000005F10020000016BDBC7833000000000000000000000000000000000000B05040200010000030002000B00270042563A00000000016BDBC7871800000000000000000000000000000000000B05040200010000030002000B00260042563A00000200005FB3',
      '00000002',
      { attributes: { generation: 5, externalVoltage: 22.074 } },
    ],
    [
      'the answer to a command, which wants none',
      '00000000000000100c010600000008010300010015d5c5010000d988',
      '',
      { lat: null, attributes: { 'command.answer': '010300010015d5c5' } },
    ],
  ])('of a Teltonika device is a record: %s', async (_, frame, acknowledgement, expected) => {
    device = await Device.connect(gateway.port('teltonika'));
    device.send(Buffer.concat([encodeLogin(IMEI), hex(frame)]));
    await eventually(() => expect(records()[0]).toMatchObject(expected));
    await eventually(() => expect(device.answers).toBe(`01${acknowledgement}`));
  });

  const TEXT = '*HQ,9171000001,V1,105759,A,37573392,S,145037022,E,000.00,173,280122,FF7FFBFF#';
  const BINARY = '2491710000011245431311165035313006004318210e012347fffffbffff0024';
  const ANSWER = /^\*HQ,9171000001,V4,V1,\d{14}#$/;
  const expected = [{ lat: -37.9556533 }, { lat: 50.58855, speed: 22.224, heading: 347 }];

  it('is one record per frame from an H02 device over TCP, in text and binary', async () => {
    device = await Device.connect(gateway.port('h02'));
    await device.sendSlowly(Buffer.concat([Buffer.from(`${TEXT}\r\n`), hex(BINARY)]));
    await eventually(() => expect(records()).toMatchObject(expected));
    await eventually(() => expect(String(hex(device.answers))).toMatch(ANSWER));
  });

  it('is one record per datagram from an H02 device over UDP', async () => {
    const udp = new UdpDevice(gateway.port('h02/udp'));
    udp.send(Buffer.from(TEXT), hex(BINARY));
    await eventually(() => expect(records()).toMatchObject(expected));
    await eventually(() =>
      expect(udp.answers.map((answer) => String(hex(answer)))).toMatchObject([expect.stringMatching(ANSWER)]),
    );
    udp.hangUp();
  });
});
