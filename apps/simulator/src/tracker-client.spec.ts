import { eventually } from '@yipii/testing';
import { deviceProtocol } from './device-protocol';
import { TrackerClient, type Frame } from './tracker-client';
import { acknowledge, startFakePlatform, type FakePlatform } from './fake-platform.testing';

const IMEI = '350000000000001';
const protocol = deviceProtocol('teltonika');

describe('TrackerClient', () => {
  let platform: FakePlatform;
  let client: TrackerClient;
  let acknowledged: Frame[];
  let sent: { records: number; again: boolean }[];
  let failedConnections: number;

  beforeEach(async () => {
    acknowledged = [];
    sent = [];
    failedConnections = 0;
    platform = await startFakePlatform();
  });

  afterEach(async () => {
    client.stop();
    await platform.close();
  });

  it('logs in, sends full frames one at a time and forgets acknowledged records', async () => {
    start({ fewestRecords: 2, mostRecords: 2 });
    push(5);
    await eventually(() => expect(acknowledged).toHaveLength(2));
    expect(platform.logins).toEqual([IMEI]);
    expect(fixTimes(acknowledged)).toEqual([1, 2, 3, 4]);
    expect(client.pending).toBe(1);
    client.flush();
    await eventually(() => expect(fixTimes(acknowledged)).toEqual([1, 2, 3, 4, 5]));
    expect(client.pending).toBe(0);
  });

  it('sends nothing while an acknowledgement is outstanding', async () => {
    platform.answer = () => undefined;
    start({});
    push(1);
    await eventually(() => expect(platform.frames).toHaveLength(1));
    push(2);
    client.flush();
    expect(sent).toEqual([{ records: 1, again: false }]);
    expect(client.pending).toBe(3);
  });

  it('sends the same bytes again after a lost connection', async () => {
    platform.answer = (socket, count) => {
      if (platform.frames.length === 1) socket.destroy();
      else acknowledge(socket, count);
    };
    start({});
    push(3);
    await eventually(() => expect(fixTimes(acknowledged)).toEqual([1, 2, 3]));
    const [first, second] = platform.frames;
    expect(second).toEqual(first);
    expect(platform.logins).toHaveLength(2);
    expect(sent.filter(({ again }) => again)).toHaveLength(1);
  });

  it('reconnects when no acknowledgement comes', async () => {
    platform.answer = (socket, count) => platform.frames.length > 1 && acknowledge(socket, count);
    start({ answerTimeoutMs: 100 });
    push(1);
    await eventually(() => expect(fixTimes(acknowledged)).toEqual([1]));
    expect(platform.logins).toHaveLength(2);
  });

  it('sends records that the platform did not accept again on the same connection', async () => {
    platform.answer = (socket, count) => acknowledge(socket, platform.frames.length > 1 ? count : 0);
    start({});
    push(1);
    await eventually(() => expect(fixTimes(acknowledged)).toEqual([1]));
    expect(platform.logins).toHaveLength(1);
    expect(platform.frames).toHaveLength(2);
  });

  it('keeps its records while it is refused or the port is closed', async () => {
    platform.accepts = false;
    start({});
    push(2);
    await eventually(() => expect(platform.logins.length).toBeGreaterThan(1));
    const { port } = platform;
    expect(failedConnections).toBe(0);
    await platform.close();
    await eventually(() => expect(failedConnections).toBeGreaterThan(0));
    platform = await startFakePlatform(port);
    await eventually(() => expect(fixTimes(acknowledged)).toEqual([1, 2]));
  });

  it('reads an acknowledgement that arrives byte by byte', async () => {
    platform.answer = (socket, count) => {
      [0, 0, 0, count].forEach((byte, i) => setTimeout(() => socket.write(Buffer.from([byte])), 10 * i));
    };
    start({});
    push(1);
    await eventually(() => expect(fixTimes(acknowledged)).toEqual([1]));
  });

  function start(
    options: Partial<Record<'fewestRecords' | 'mostRecords' | 'answerTimeoutMs', number>>,
  ): void {
    client = new TrackerClient({
      ...{ host: '127.0.0.1', port: platform.port, uniqueId: IMEI, protocol },
      ...{ fewestRecords: 1, mostRecords: 10, answerTimeoutMs: 5000, random: () => 0, ...options },
      observer: {
        unreachable: () => (failedConnections += 1),
        sent: (records, again) => sent.push({ records, again }),
        acknowledged: (_uniqueId, frame) => acknowledged.push(frame),
      },
    });
    client.start();
  }

  function push(count: number): void {
    const first = client.pending + 1;
    for (let i = 0; i < count; i++) client.push(protocol.encode({ ...somewhere, fixTime: first + i }));
  }
});

const somewhere = {
  valid: true,
  lat: 57.7,
  lng: 11.97,
  altitude: 20,
  speed: 50,
  heading: 90,
  attributes: { satellites: 9 },
};

function fixTimes(frames: readonly Frame[]): number[] {
  return frames.flatMap(({ bytes }) => protocol.decode(IMEI, bytes).map(({ fixTime }) => fixTime));
}
