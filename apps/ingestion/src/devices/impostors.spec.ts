import { createHash } from 'node:crypto';
import { Networks } from '@yipii/platform';
import { encodeCodec8E, encodeLogin } from '@yipii/protocol';
import { aRecord, eventually } from '@yipii/testing';
import { aDevice, aGateway, Device, IMEI } from '../scenario';

const FRAME = encodeCodec8E([aRecord({})]);

describe('what names a registered device against its registration', () => {
  let gateway: Awaited<ReturnType<typeof aGateway>>;

  beforeEach(async () => (gateway = await aGateway()));
  afterEach(() => gateway.lifecycle.stop());

  const register = (rules: Parameters<typeof aDevice>[0]) => gateway.source.devices.set(IMEI, aDevice(rules));
  const phone = (query = '', headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${gateway.port('osmand')}/?id=${IMEI}&lat=57.7&lon=11.9${query}`, { headers });

  it.each([
    ['another protocol', { protocol: 'osmand' }, 'other_protocol'],
    ['another network', { allowedNetworks: new Networks(['203.0.113.0/24']) }, 'other_network'],
  ])('by %s is refused on its connection, stored nowhere, and counted', async (_what, rules, reason) => {
    register(rules);
    const device = await Device.connect(gateway.port('teltonika'));
    device.send(encodeLogin(IMEI), FRAME);
    await eventually(() => expect([device.answers, device.closed]).toEqual(['00', true]));
    expect([gateway.log.received, gateway.log.quarantined]).toEqual([[], []]);
    for (const name of ['yipii_device_warnings_total', 'yipii_security_events_total'])
      expect(await gateway.count(name, reason)).toBe(1);
    await gateway.note.flush();
    expect(gateway.unregistered.sightings).toEqual([]);
  });

  it('is heard by its protocol, from its network', async () => {
    register({ protocol: 'teltonika', allowedNetworks: new Networks(['127.0.0.0/8']) });
    const device = await Device.connect(gateway.port('teltonika'));
    device.send(encodeLogin(IMEI), FRAME);
    await eventually(() => expect(device.answers).toBe('0100000001'));
    device.hangUp();
  });

  it('is no longer heard on an open connection once its registration says so', async () => {
    const device = await Device.connect(gateway.port('teltonika'));
    device.send(encodeLogin(IMEI), FRAME);
    await eventually(() => expect(device.answers).toBe('0100000001'));
    register({ protocol: 'osmand' });
    gateway.registry.forget({ kind: 'device', id: 70, version: 1, uniqueId: IMEI });
    device.send(FRAME);
    await eventually(() => expect(device.closed).toBe(true));
    expect(gateway.log.received).toHaveLength(1);
  });

  it('over HTTP needs the secret, in the query or in Authorization, and it is stored with no position', async () => {
    register({ secretHash: createHash('sha256').update('pa55:word').digest() });
    const basic = `Basic ${Buffer.from('me:pa55:word').toString('base64')}`;
    const statuses = [
      (await phone()).status,
      (await phone('&secret=wrong')).status,
      (await phone('', { authorization: 'Bearer wrong' })).status,
      (await phone('&secret=pa55%3Aword')).status,
      (await phone('', { authorization: basic })).status,
      (await phone('', { authorization: 'Bearer pa55:word' })).status,
    ];
    expect(statuses).toEqual([400, 400, 400, 200, 200, 200]);
    expect(JSON.stringify(gateway.log.received)).not.toMatch(/pa55|secret/);
  });

  it('over HTTP may send the secret in a form or in JSON, and it is stored with no position', async () => {
    const url = `http://127.0.0.1:${gateway.port('osmand')}/`;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const json = { 'content-type': 'application/json', authorization: 'Bearer pa55:word' };
    register({ secretHash: createHash('sha256').update('pa55:word').digest() });
    const post = async (headers: Record<string, string>, body: string) =>
      (await fetch(url, { method: 'POST', headers, body })).status;
    const fields = `id=${IMEI}&lat=1&lon=2`;
    expect([
      await post(form, `${fields}&secret=wrong`),
      await post(form, `${fields}&secret=pa55%3Aword`),
      await post(
        json,
        JSON.stringify({ id: IMEI, lat: 1, lon: 2, timestamp: 1_780_000_000, secret: 'pa55:word' }),
      ),
    ]).toEqual([400, 200, 200]);
    expect(JSON.stringify(gateway.log.received)).not.toMatch(/pa55|secret/);
  });

  it('from the page of a site in a browser is refused', async () => {
    for (const header of ['Origin: https://evil.example', 'Sec-Fetch-Site: cross-site']) {
      expect((await raw(header)).startsWith('HTTP/1.1 403 ')).toBe(true);
    }
    expect(gateway.log.received).toEqual([]);
  });

  /** Sends a request that fetch would not send. */
  async function raw(header: string): Promise<string> {
    const device = await Device.connect(gateway.port('osmand'));
    device.send(Buffer.from(`GET /?id=${IMEI}&lat=1&lon=2 HTTP/1.1\r\n${header}\r\n\r\n`));
    await eventually(() => expect(device.answers).not.toBe(''));
    device.hangUp();
    return Buffer.from(device.answers, 'hex').toString();
  }
});
