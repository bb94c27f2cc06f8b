import { eventually, NOON } from '@yipii/testing';
import { Device, aDevice, aGateway } from '../scenario';

describe('a phone over HTTP', () => {
  let gateway: Awaited<ReturnType<typeof aGateway>>;
  let url: string;

  beforeEach(async () => {
    gateway = await aGateway({ ackTimeoutMs: 300 });
    gateway.source.devices.set('my-phone', aDevice({ deviceId: 80 }));
    url = `http://127.0.0.1:${gateway.port('osmand')}/`;
  });

  afterEach(() => gateway.lifecycle.stop());

  const query = `id=my-phone&lat=57.7&lon=11.97&timestamp=${NOON / 1000}&speed=10&batt=80`;
  const expected = {
    deviceId: 80,
    assetId: 7,
    protocol: 'osmand',
    records: [{ fixTime: NOON, lat: 57.7, lng: 11.97, speed: 18.52, attributes: { batteryLevel: 80 } }],
  };
  const json = {
    device_id: 'my-phone',
    location: {
      timestamp: new Date(NOON).toISOString(),
      coords: { latitude: 57.7, longitude: 11.97, speed: 5.144_444, heading: 90 },
      battery: { level: 0.8, is_charging: false },
      is_moving: true,
    },
  };

  it.each([
    ['a query', () => fetch(`${url}?${query}`)],
    ['a query by POST', () => fetch(`${url}?${query}`, { method: 'POST' })],
    ['a form', () => fetch(url, { method: 'POST', body: new URLSearchParams(query) })],
  ])('reports by %s and gets 200 when that is durable', async (_, send) => {
    const response = await send();
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(gateway.log.received).toMatchObject([expected]);
  });

  it('reports in JSON, with its own units', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(json) });
    expect(response.status).toBe(200);
    const [record] = gateway.log.received[0]?.records ?? [];
    expect(record).toMatchObject({
      fixTime: NOON,
      heading: 90,
      attributes: { batteryLevel: 80, motion: true },
    });
    expect(record?.speed).toBeCloseTo(18.52, 2);
  });

  it.each([
    ['an unknown device', 'id=stranger&lat=1&lon=2', 'not registered'],
    ['latitude 91', 'id=my-phone&lat=91&lon=2', 'lat'],
    ['no id', 'lat=1&lon=2', 'id'],
  ])('gets 400 for %s', async (_, bad, hint) => {
    const response = await fetch(`${url}?${bad}`);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(hint)]);
    expect(gateway.log.received).toEqual([]);
  });

  it('that is not registered is recorded', async () => {
    await fetch(`${url}?id=stranger&lat=1&lon=2`);
    await gateway.note.flush();
    expect(gateway.unregistered.sightings).toMatchObject([{ uniqueId: 'stranger', protocol: 'osmand' }]);
  });

  it('gets 400 for broken JSON, 405 for another method, 413 for a body of 100 kB', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(url, { method: 'POST', headers, body: '{' })).status).toBe(400);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);
    expect((await fetch(url, { method: 'POST', body: 'x'.repeat(100_000) })).status).toBe(413);
  });

  it('gets 503 while the log or the registry is unavailable, and 200 afterwards', async () => {
    gateway.source.away = true;
    expect((await fetch(`${url}?${query}`)).status).toBe(503);
    gateway.source.away = false;
    gateway.log.state = 'away';
    expect((await fetch(`${url}?${query}`)).status).toBe(503);
    gateway.log.state = 'silent';
    const late = await fetch(`${url}?${query}`);
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '5']);
    gateway.log.state = 'up';
    expect((await fetch(`${url}?${query}`)).status).toBe(200);
  });

  it('is read without a Host header, with bare line feeds and a space in the query', async () => {
    const device = await Device.connect(gateway.port('osmand'));
    device.send(Buffer.from(`GET /?${query}&note=a b HTTP/1.1\n\n`));
    await eventually(() => expect(text(device)).toBe('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
    expect(gateway.log.received).toMatchObject([expected]);
    device.hangUp();
  });

  it('that does not send HTTP gets 400, and the reason is counted', async () => {
    const device = await Device.connect(gateway.port('osmand'));
    device.send(Buffer.from('\x16\x03\x01 TLS\r\n\r\n'));
    await eventually(() => expect(device.closed).toBe(true));
    expect(text(device)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(await gateway.count('yipii_device_warnings_total', 'bad_request_line')).toBe(1);
  });

  it('may share its connection with others, one of whom is not registered', async () => {
    const device = await Device.connect(gateway.port('osmand'));
    const of = (id: string) => Buffer.from(`GET /?${query.replace('my-phone', id)} HTTP/1.1\r\n\r\n`);
    device.send(of('stranger'), of('my-phone'), of('stranger'), of('my-phone'));
    await eventually(() =>
      expect(text(device).match(/HTTP\/1\.1 \d+/g)).toEqual(
        [400, 200, 400, 200].map((status) => `HTTP/1.1 ${status}`),
      ),
    );
    device.hangUp();
  });

  it('gets its answer while the process stops', async () => {
    gateway.log.state = 'silent';
    const response = fetch(`${url}?${query}`);
    await eventually(() => expect(gateway.log.waiting).toBe(1));
    const stopped = gateway.lifecycle.stop();
    gateway.log.confirm();
    expect((await response).status).toBe(200);
    await stopped;
  });
});

function text(device: Device): string {
  return Buffer.from(device.answers, 'hex').toString();
}
