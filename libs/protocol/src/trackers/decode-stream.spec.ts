import { decodeStream } from './decode-stream';
import { encodeLogin } from './teltonika/encode';
import { samples as osmand } from './osmand/osmand.samples';
import { samples as teltonika } from './teltonika/teltonika.samples';

const CONTEXT = { now: Date.UTC(2026, 5, 1, 13), strictChecksum: true };
const [IMEI, OTHER] = teltonika.devices;

describe('a recorded stream', () => {
  const data = Buffer.concat(teltonika.tcp?.frames(IMEI) ?? []);
  const recorded = {
    protocol: 'teltonika',
    transport: 'tcp',
    login: [encodeLogin(IMEI)],
    bytes: data,
  } as const;

  it('is decoded as of a registered device whose records are durable at once', () => {
    const { positions, loginReplies, replies, warnings } = decodeStream(recorded, CONTEXT);
    expect(positions.map(({ deviceId, lat }) => [deviceId, lat])).toEqual(Array(3).fill([IMEI, 57.7]));
    expect(loginReplies).toEqual([Buffer.from('01', 'hex')]);
    expect(replies).toEqual([Buffer.from('00000002', 'hex'), Buffer.from('00000001', 'hex')]);
    expect(warnings).toEqual([]);
  });

  it('ends where a second device logs in', () => {
    const bytes = Buffer.concat([data, encodeLogin(OTHER), data]);
    const { positions, replies, warnings } = decodeStream({ ...recorded, bytes }, CONTEXT);
    expect([positions.length, replies.length]).toEqual([3, 2]);
    expect(warnings).toEqual([{ reason: 'other_device' }]);
  });

  it('shows a wrong checksum as a warning where that is wanted', () => {
    const bytes = Buffer.from(data);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 0xff, bytes.length - 1);
    const lenient = decodeStream({ ...recorded, bytes }, { ...CONTEXT, strictChecksum: false });
    expect([lenient.positions.length, lenient.warnings]).toEqual([3, [{ reason: 'bad_crc' }]]);
    expect(decodeStream({ ...recorded, bytes }, CONTEXT).positions).toHaveLength(2);
  });

  it('over HTTP is a request, answered in full', () => {
    const [bytes = data] = osmand.http?.frames('my-phone') ?? [];
    const { replies } = decodeStream({ protocol: 'osmand', transport: 'http', login: [], bytes }, CONTEXT);
    expect(String(replies[0])).toBe('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
  });

  it('is refused for a protocol that does not exist, or does not use the transport', () => {
    expect(() => decodeStream({ ...recorded, protocol: 'morse' }, CONTEXT)).toThrow('morse');
    expect(() => decodeStream({ ...recorded, transport: 'http' }, CONTEXT)).toThrow('http');
  });
});
