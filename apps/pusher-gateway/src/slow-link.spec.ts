import type { LastPosition } from '@yipii/live';
import type { Environment } from '@yipii/platform';
import { eventually, openSlowLink, type SlowLink } from '@yipii/testing';
import {
  ACCOUNT,
  APP_KEY,
  GatewayScenario,
  SOCKET_SERVERS,
  type ReceivedFrame,
  type RawClient,
} from './gateway-scenario.fixture';

/** `SLOW_LINK=full`: 100,000 assets at 1 Mbit/s, which takes a quarter of an hour; else a tenth of them, faster. */
const IS_FULL = process.env.SLOW_LINK === 'full';
const SIZE = IS_FULL ? 100_000 : 10_000;
const PACE_BYTES_PER_S = IS_FULL ? 125_000 : 1_200_000;
/** A reader that waited for the slow one would wait for tens of seconds. */
const MAX_DELAY_MS = 5_000;
const PATIENCE_MS = IS_FULL ? 1_500_000 : 60_000;
/** On a slow link a ping may wait longer behind the rest than its answer may take. */
const TIMES: Environment = IS_FULL
  ? {}
  : { GATEWAY_ACTIVITY_TIMEOUT_MS: '3500', GATEWAY_PONG_TIMEOUT_MS: '1000' };
const PATH = `/app/${APP_KEY}?protocol=7`;

/** As large as a real one. */
function aPosition(assetId: number, seq: number): LastPosition {
  return { assetId, seq, json: JSON.stringify({ assetId, seq, sentAt: Date.now(), rest: 'x'.repeat(540) }) };
}

interface Streamed {
  readonly assetId: number;
  readonly seq: number;
  readonly sentAt: number;
}

/** What a client has seen of the fleet: the newest of each asset, and anything that went backwards. */
class SlowReading {
  readonly newest = new Map<number, number>();
  readonly wrong: string[] = [];
  worstDelayMs = 0;
  frames = 0;
  isClosed = false;

  constructor(private readonly client: RawClient) {
    client.socket.on('message', (text: Buffer) => this.read(JSON.parse(text.toString()) as ReceivedFrame));
    void client.closed.then(() => (this.isClosed = true));
    client.subscribe(ACCOUNT);
  }

  private read({ event, data }: ReceivedFrame): void {
    if (event === 'pusher:ping') this.client.socket.send('{"event":"pusher:pong","data":{}}');
    if (event !== '.location.updated') return;
    this.frames++;
    const positions = JSON.parse(data as string) as Streamed | Streamed[];
    for (const { assetId, seq, sentAt } of Array.isArray(positions) ? positions : [positions]) {
      const last = this.newest.get(assetId) ?? 0;
      if (seq <= last) this.wrong.push(`${assetId}: ${seq} after ${last}`);
      this.newest.set(assetId, seq);
      if (seq > 1) this.worstDelayMs = Math.max(this.worstDelayMs, Date.now() - sentAt);
    }
  }
}

describe.each(SOCKET_SERVERS)('a client on a slow link to %s', (_, open) => {
  let live: GatewayScenario;
  let link: SlowLink;
  const sequences = new Map<number, number>();

  async function start(env: Environment = {}): Promise<void> {
    live = await GatewayScenario.start(open, env);
    link = await openSlowLink({ host: '127.0.0.1', port: live.port }, PACE_BYTES_PER_S);
    sequences.clear();
  }
  afterEach(async () => {
    await live.stop();
    await link.close();
  });

  const move = async (assetIds: readonly number[]): Promise<void> => {
    const fleet = assetIds.map((assetId) => {
      const seq = (sequences.get(assetId) ?? 0) + 1;
      sequences.set(assetId, seq);
      return aPosition(assetId, seq);
    });
    await live.fleetMoved(fleet);
  };
  /** Cheap: to compare fleets entry by entry would hold up the gateway, which is in this process, for seconds. */
  const upToDate = (...readings: SlowReading[]): void => {
    for (const { newest, isClosed } of readings) {
      expect([isClosed, newest.size]).toEqual([false, sequences.size]);
      expect([...sequences].filter(([assetId, seq]) => newest.get(assetId) !== seq).slice(0, 5)).toEqual([]);
    }
  };
  const range = (from: number, length: number): number[] => Array.from({ length }, (__, i) => from + i);
  const metrics = (): Promise<string> => live.metrics.registry.metrics();
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  /** Moves some assets ten times a second until it is enough. */
  async function keepMoving(assets: number, isEnough: () => boolean | Promise<boolean>): Promise<void> {
    for (let round = 0; !(await isEnough()); round++) {
      await move(range(1 + ((round * assets) % SIZE), assets));
      await pause(100);
    }
  }

  it(
    'gets the snapshot of a large fleet and what happens meanwhile, in order, and nobody else notices',
    async () => {
      await start(TIMES);
      await move(range(1, SIZE));
      const quick = new SlowReading(await live.rawClient());
      await eventually(() => expect(quick.newest.size).toBe(SIZE));
      const slow = new SlowReading(await live.rawClient({ path: PATH, port: link.port }));
      const deadline = Date.now() + PATIENCE_MS;
      await keepMoving(20, () => slow.newest.size === SIZE || slow.isClosed || Date.now() > deadline);
      expect([slow.newest.size, slow.isClosed]).toEqual([SIZE, false]);
      await eventually(() => upToDate(quick, slow), { timeoutMs: PATIENCE_MS, everyMs: 200 });
      expect([...slow.wrong, ...quick.wrong]).toEqual([]);
      expect(quick.worstDelayMs).toBeLessThan(MAX_DELAY_MS);
    },
    PATIENCE_MS * 2,
  );

  it('that carries less than what is streamed gets the newest of each asset, and is counted', async () => {
    await start();
    const [slow, quick] = [
      new SlowReading(await live.rawClient({ path: PATH, port: link.port })),
      new SlowReading(await live.rawClient()),
    ];
    link.bytesPerSecond = 150_000;
    // More than 1 MB a second, of which the operating system buffers only a part.
    await keepMoving(200, async () => /slow_readers_total [1-9]/.test(await metrics()));
    link.bytesPerSecond = Infinity;
    await eventually(() => upToDate(quick, slow), { everyMs: 200 });
    expect([...slow.wrong, ...quick.wrong]).toEqual([]);
    expect(await metrics()).toMatch(/yipii_gateway_slow_readers 0\n/);
  });
});
