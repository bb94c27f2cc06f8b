import { eventually } from '@yipii/testing';
import { SECURE_SERVERS, SERVERS, SocketScenario, type RawConnection } from './socket-scenario.fixture';

const BEGINNINGS = [
  '',
  'GET / HTTP/1.1\r\nHost: x\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n',
  'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nx',
];

/** All at once, since every one takes its 10 s. */
describe('handshakes, headers and bodies that come too slowly', () => {
  const live: SocketScenario[] = [];

  beforeAll(async () => {
    for (const [, open] of [...SERVERS, ...SECURE_SERVERS]) live.push(await SocketScenario.start(open));
  });
  afterAll(() => Promise.all(live.map((scenario) => scenario.stop())));

  it('have their connection cut after about 10 s by every server', async () => {
    const begun = Date.now();
    const silent = live.map((scenario) => scenario.rawTcp());
    const slow: RawConnection[] = live.flatMap((scenario) => BEGINNINGS.map((text) => scenario.raw(text)));
    const drip = setInterval(() => {
      for (const [n, { socket }] of slow.entries()) if (n % BEGINNINGS.length > 0) socket.write('x');
    }, 500);
    const all = [...silent, ...slow];
    await eventually(() => expect(all.filter(({ isClosed }) => !isClosed)).toHaveLength(0), { everyMs: 100 });
    clearInterval(drip);
    expect(Date.now() - begun).toBeGreaterThan(7_000);
    expect(live.flatMap(({ calls }) => calls)).toEqual([]);
  });
});
