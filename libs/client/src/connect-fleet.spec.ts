import { aLocation } from '@yipii/testing';
import { connectFleet, type Fleet } from './connect-fleet';
import { FakePusher, FakeServer } from './fakes.testing';
import type { LiveError } from './live-error';
import type { LocationUpdate } from './wire';

const TRACK = 'GET /api/acme/asset/14/track?after_seq=2&limit=1000';
const at = (seq: number): LocationUpdate => ({
  ...aLocation(),
  ...{ assetId: 14, seq, timestamp: `2026-11-23T15:00:0${seq}.000Z` },
});

describe('a fleet', () => {
  const realFetch = globalThis.fetch;
  let server: FakeServer;
  let fleet: Fleet;
  let seen: number[];
  let missed: number[][];
  let refusals: LiveError[];

  beforeEach(() => {
    jest.useFakeTimers();
    FakePusher.all = [];
    server = new FakeServer();
    server.install();
    server.routes.set('POST /broadcasting/auth', { body: { auth: 'key:signature' } });
    [seen, missed, refusals] = [[], [], []];
  });
  afterEach(() => {
    fleet.stop();
    jest.useRealTimers();
    globalThis.fetch = realFetch;
  });

  function connect(token: string | (() => string) = 't'): void {
    const webSocket = { key: 'yipii-live', host: 'ws.example', port: 443, tls: true };
    fleet = connectFleet({
      ...{ api: 'https://api.example', account: 'acme', token, webSocket },
      Pusher: FakePusher,
    });
    fleet.on('position', ({ seq }) => seen.push(seq));
    fleet.on('missed', ({ positions }) => missed.push(positions.map(({ seq }) => seq)));
    fleet.on('refused', (refusal) => refusals.push(refusal));
  }

  const pusher = () => FakePusher.all[0] as FakePusher;
  const stream = (data: unknown) => pusher().channel.emit('.location.updated', data);
  const authorize = () =>
    new Promise((resolve) =>
      pusher().options.channelAuthorization.customHandler({ socketId: '1.1', channelName: 'c' }, (_, data) =>
        resolve(data),
      ),
    );

  it('tells each position once', () => {
    connect();
    pusher().succeed();
    stream([at(1), at(2)]);
    stream(at(2));
    stream(at(3));
    expect(seen).toEqual([1, 2, 3]);
    expect(pusher().channelName).toBe('private-account.acme');
  });

  it('authorises with a token that it asks for each time', async () => {
    let asked = 0;
    connect(() => `t${++asked}`);
    expect(await authorize()).toEqual({ auth: 'key:signature' });
    await authorize();
    expect(asked).toBe(2);
  });

  it('reads what was streamed while it was away, and nothing for jumps of a live stream', async () => {
    server.routes.set(TRACK, { body: { data: [at(3), at(4), at(5)] } });
    connect();
    pusher().succeed();
    stream(at(1));
    stream(at(2));
    pusher().break();
    await jest.advanceTimersByTimeAsync(1_000);
    pusher().succeed();
    stream(at(5));
    stream(at(8));
    await jest.advanceTimersByTimeAsync(0);
    expect(missed).toEqual([[3, 4]]);
    expect(seen).toEqual([1, 2, 5, 8]);
    expect(server.countOf(TRACK)).toBe(1);
  });

  it('says that a fixed token is refused, and stops', async () => {
    server.routes.set('POST /broadcasting/auth', { status: 403, body: { code: 'FORBIDDEN' } });
    connect();
    await authorize();
    pusher().channel.emit('pusher:subscription_error', {});
    await jest.advanceTimersByTimeAsync(60_000);
    expect(refusals).toMatchObject([{ status: 403, code: 'FORBIDDEN' }]);
    expect(pusher().connects).toBe(1);
  });

  it('comes back with a new token when one has expired', async () => {
    connect(() => 't');
    pusher().succeed();
    pusher().closeWith(4009);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(refusals).toMatchObject([{ code: '4009' }]);
    expect(pusher().connects).toBe(2);
  });
});
