import os from 'node:os';
import { topics } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { Client } from 'pg';
import { startClusterStage, type ClusterStage } from '../links/cluster.stage';
import { FAR, HOME, linksToEnd, WAYS_TO_END, type EndingLinks, type WayToEnd } from '../links/link-ends';
import type { LinkScene, SceneLink } from '../links/link-scene';
import { useScene } from '../links/use-scene';
import { servedAgain } from '../support/kafka-witness';
import type { RawViewer } from '../support/link-viewer';
import { readTopic } from '../support/read-topic';

const LINKS = 20;
/** Within the circle around home, and where nobody else is. */
const PARKED = { lat: HOME.lat + 0.000123, lng: HOME.lng };
/** As far as it gets during an outage. */
const ELSEWHERE = { lat: 57.702345, lng: 11.97 };
const PUBLIC = { access_mode: 'public' } as const;
const OUTAGE_MS = 20_000;
/** When links end after their outage began. */
const ENDS_AFTER_MS = 8_000;
/** Ends may come so late, once what they need is back. */
const LATE_MS = 1_000;
/** Where the machine has more to do than this suite, they must only be as soon as everything else. */
const LATE_WHEN_BUSY_MS = 10_000;
const PATIENCE = { timeoutMs: 90_000, everyMs: 100 };
const AT_ONCE = { timeoutMs: 90_000, everyMs: 2 };

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Closes the window of the links with the next minute that is some seconds away. */
const WINDOW: WayToEnd & { readonly event: string } = {
  ...{ reason: 'time', status: 410, event: '.schedule.changed' },
  act: (scene, { links }) => {
    const closesAt = Math.ceil((Date.now() + 5_000) / 60_000) * 60_000;
    const clock = (at: number): string => new Date(at).toISOString().slice(11, 16);
    // All day but the minute after it.
    const window = { days: [1, 2, 3, 4, 5, 6, 7], from: clock(closesAt + 60_000), to: clock(closesAt) };
    const schedule = { timezone: 'Africa/Abidjan', windows: [window] };
    return Promise.all(links.map((link) => scene.patch(link, { schedule })));
  },
};

describe('tracking links of a cluster in which something fails', () => {
  let stage: ClusterStage;
  let scene: LinkScene;
  useScene(startClusterStage, (...started) => ([stage, scene] = started));

  const viewersOf = (links: readonly SceneLink[]): Promise<RawViewer[]> =>
    Promise.all(links.map(async (link) => scene.watchRaw(await scene.verify(link))));

  const driveFor = (viewers: readonly RawViewer[], { vehicle }: EndingLinks): Promise<void> =>
    eventually(async () => {
      await vehicle.driveOn(FAR);
      expect(viewers.filter(({ names }) => countOf(names, '.location.updated') < 2).length).toBe(0);
    }, PATIENCE);

  /** What the feed has of the ends of these links, as `uuid reason`. */
  async function fed(links: readonly SceneLink[]): Promise<string[]> {
    const client = new Client({ connectionString: stage.databaseUrl });
    await client.connect();
    const { rows } = await client.query<{ told: string }>(
      `SELECT data->>'link_uuid' || ' ' || (data->>'reason') AS told FROM event
       WHERE type = 'link.expired' AND data->>'link_uuid' = ANY ($1)`,
      [links.map(({ uuid }) => uuid)],
    );
    await client.end();
    return rows.map(({ told }) => told).sort();
  }

  /** The links of which Kafka has this change, once for each event of its own. */
  async function published(links: readonly SceneLink[], change: string): Promise<string[]> {
    const uuids = new Set(links.map(({ uuid }) => uuid));
    const events = await readTopic(stage.cluster.servers.kafka.url, topics.linkChanged);
    const told = events.filter(({ event }) => event.change === change && uuids.has(event.linkUuid));
    return [...new Map(told.map(({ id, event }) => [id, event.linkUuid])).values()].sort();
  }

  const uuidsOf = (links: readonly SceneLink[]): string[] => links.map(({ uuid }) => uuid).sort();
  const ways = (reasons: readonly string[]) => WAYS_TO_END.filter(({ reason }) => reasons.includes(reason));

  it.each([
    ...ways(['time', 'arrival', 'route_completed']).map((way) => ({ ...way, replica: 1 as const })),
    // Whichever of them has read the positions of the vehicle.
    ...ways(['arrival']).map((way) => ({ ...way, replica: 2 as const })),
  ])(
    'end once when link-session-$replica is killed meanwhile: $reason',
    async ({ replica, ...way }) => {
      const ending = await linksToEnd(scene, way, Array(LINKS).fill(PUBLIC));
      const viewers = await viewersOf(ending.links);
      await driveFor(viewers, ending);
      await way.act(scene, ending);
      await eventually(() => expect(viewers.some(({ closedWith }) => closedWith)).toBe(true), AT_ONCE);
      await stage.cluster.app(`link-session-${replica}`).end('SIGKILL');
      await eventually(
        () => expect(viewers.filter(({ closedWith }) => !closedWith).length).toBe(0),
        PATIENCE,
      );
      expect([...new Set(viewers.map(({ closedWith }) => closedWith))]).toEqual([4004]);
      expect(viewers.filter(({ names }) => countOf(names, '.link.expired') !== 1).length).toBe(0);
      await stage.cluster.startApp(`link-session-${replica}`);
      const expected = uuidsOf(ending.links).map((uuid) => `${uuid} ${way.reason}`);
      await eventually(async () => expect(await fed(ending.links)).toEqual(expected), PATIENCE);
      await eventually(
        async () => expect(await published(ending.links, 'expired')).toEqual(uuidsOf(ending.links)),
        PATIENCE,
      );
    },
    240_000,
  );

  it('close their windows once when a link-session is killed meanwhile', async () => {
    const ending = await linksToEnd(scene, WINDOW, Array(LINKS).fill(PUBLIC));
    const viewers = await viewersOf(ending.links);
    await driveFor(viewers, ending);
    await WINDOW.act(scene, ending);
    await eventually(
      () => expect(viewers.some(({ names }) => names.includes(WINDOW.event))).toBe(true),
      AT_ONCE,
    );
    await stage.cluster.app('link-session-2').end('SIGKILL');
    await eventually(
      () => expect(viewers.filter(({ names }) => !names.includes(WINDOW.event)).length).toBe(0),
      PATIENCE,
    );
    await stage.cluster.startApp('link-session-2');
    await eventually(
      async () => expect(await published(ending.links, 'schedule')).toEqual(uuidsOf(ending.links)),
      PATIENCE,
    );
    expect(viewers.filter(({ names }) => countOf(names, WINDOW.event) !== 1).length).toBe(0);
    expect(viewers.filter(({ closedWith }) => closedWith !== null).length).toBe(0);
  }, 240_000);

  const PARTS = ['postgres', 'redis', 'kafka', 'mail'] as const;
  const partOf = (name: (typeof PARTS)[number]) =>
    name === 'mail' ? stage.mail : stage.cluster.servers[name];

  it.each(PARTS)(
    'keep their viewers while %s is away for 20 s, and end once, as soon as they can',
    async (name) => {
      const vehicle = await scene.vehicle();
      const arrival = { ...HOME, radius_m: 100, dwell_seconds: ENDS_AFTER_MS / 1_000, grace_minutes: 0 };
      const [kept, timed, arriving, coded] = await Promise.all([
        scene.link(vehicle.subject),
        scene.link(vehicle.subject),
        scene.link(vehicle.subject, PUBLIC, { arrival }),
        scene.link(vehicle.subject, { access_mode: 'email_code' }),
      ]);
      const viewers = await viewersOf([kept, timed, arriving]);
      const [keptViewer, timedViewer, arrivingViewer] = viewers as [RawViewer, RawViewer, RawViewer];
      const stock = scene.watch(await scene.verify(kept));
      await driveFor(viewers, { vehicle, links: [], routeId: 0 });
      const endsAt = Date.now() + ENDS_AFTER_MS;
      await scene.patch(timed, { expires_at: new Date(endsAt).toISOString() });
      await vehicle.reportNow(PARKED);
      await eventually(() => expect(arrivingViewer.frames.at(-1)).toContain(String(PARKED.lat)), PATIENCE);
      // What has come to the gateway was kept by link-session a moment later.
      await wait(1_000);
      await partOf(name).stop();
      const awayAt = Date.now();
      if (name === 'mail') await scene.call('POST', `${coded.uuid}/verify`, { body: { email: coded.email } });
      await wait(OUTAGE_MS - (Date.now() - awayAt));
      expect([keptViewer.closedWith, stock.states.at(-1)]).toEqual([null, 'connected']);
      await partOf(name).start();
      // However long the broker loads its groups on this machine: nobody is served before.
      const backAt =
        name === 'kafka'
          ? await eventually(() => servedAgain(stage.cluster.servers.kafka.url), PATIENCE)
          : Date.now();
      const ended = [timedViewer, arrivingViewer];
      await eventually(
        () => expect(ended.map(({ closedWith }) => closedWith)).toEqual([4004, 4004]),
        PATIENCE,
      );
      const lateMs = ended.map(({ closedAt }) =>
        Math.round(performance.timeOrigin + (closedAt ?? Infinity) - Math.max(backAt, endsAt)),
      );
      const load = os.loadavg()[0] ?? 0;
      const isBusy = load > 2 * os.cpus().length;
      process.stdout.write(
        `${name} away for 20 s: by time and by arrival ended ${lateMs.join(' and ')} ms after its return, load ${load}\n`,
      );
      expect(Math.max(...lateMs)).toBeLessThan(isBusy ? LATE_WHEN_BUSY_MS : LATE_MS);
      const expected = [`${timed.uuid} time`, `${arriving.uuid} arrival`].sort();
      await eventually(async () => expect(await fed([timed, arriving])).toEqual(expected), PATIENCE);
      for (const { names } of ended) expect(countOf(names, '.link.expired')).toBe(1);
      await eventually(async () => {
        await vehicle.reportNow(ELSEWHERE, { speed: 20 });
        expect(JSON.stringify(stock.events.at(-1))).toContain(String(ELSEWHERE.lat));
        expect(keptViewer.frames.at(-1)).toContain(String(ELSEWHERE.lat));
      }, PATIENCE);
      expect([keptViewer.closedWith, countOf(stock.states, 'connected')]).toEqual([null, 1]);
      if (name === 'mail') expect(await scene.codeFor(coded.email)).toMatch(/^\d{6}$/);
    },
    240_000,
  );
});

function countOf(names: readonly string[], name: string): number {
  return names.filter((one) => one === name).length;
}
