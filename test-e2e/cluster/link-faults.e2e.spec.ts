import os from 'node:os';
import { topics, type Topic } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { withConnection } from '@yipii/platform';
import { startClusterStage, type ClusterStage } from '../links/cluster.stage';
import { FAR, HOME, linksToEnd, WAYS_TO_END, type EndingLinks, type WayToEnd } from '../links/link-ends';
import type { LinkScene, SceneLink } from '../links/link-scene';
import { useScene } from '../links/use-scene';
import { servedAgain } from '../support/kafka-witness';
import type { RawViewer } from '../support/link-viewer';
import { phase, PHASE_MS } from '../support/phase';
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
/** Of a test, at most. */
const PHASES = 10;
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

  function rowsOf<Row extends object>(sql: string, links: readonly SceneLink[]): Promise<Row[]> {
    return withConnection(
      stage.databaseUrl,
      'yipii_test',
      async (client) => (await client.query<Row>(sql, [uuidsOf(links)])).rows,
    );
  }

  /** What the feed has of the ends of these links, as `uuid reason`. */
  async function fed(links: readonly SceneLink[]): Promise<string[]> {
    const rows = await rowsOf<{ told: string }>(
      `SELECT data->>'link_uuid' || ' ' || (data->>'reason') AS told FROM event
       WHERE type = 'link.expired' AND data->>'link_uuid' = ANY ($1)`,
      links,
    );
    return rows.map(({ told }) => told).sort();
  }

  /** The links of which link-session still has to do what the API asked for. */
  async function unsettled(links: readonly SceneLink[]): Promise<string[]> {
    const sql = 'SELECT link_uuid FROM link_task WHERE link_uuid = ANY ($1)';
    return (await rowsOf<{ link_uuid: string }>(sql, links)).map(({ link_uuid: uuid }) => uuid);
  }

  /** Those of the links that Kafka has such an event of, once for each event of its own. */
  async function published<Event>(
    links: readonly SceneLink[],
    topic: Topic<Event>,
    linkOf: (event: Event) => string | null,
  ): Promise<string[]> {
    const uuids = new Set(uuidsOf(links));
    const events = await readTopic(stage.cluster.servers.kafka.url, topic);
    const told = new Map(events.map(({ id, event }) => [id, linkOf(event) ?? '']));
    return [...told.values()].filter((uuid) => uuids.has(uuid)).sort();
  }

  /** By link-session: it is the one that changes them. */
  const changed = (links: readonly SceneLink[], change: string) =>
    published(links, topics.linkChanged, (event) => (event.change === change ? event.linkUuid : null));

  /** By the API, which waits for nobody where an account ends a link. */
  const revoked = (links: readonly SceneLink[], reason: string) =>
    published(links, topics.accessRevoked, (event) => (event.reason === reason ? event.id : null));

  /** The account by the feed, services by the topics. */
  async function expectToldOnce(links: readonly SceneLink[], { reason }: WayToEnd): Promise<void> {
    const all = uuidsOf(links);
    const expected = all.map((uuid) => `${uuid} ${reason}`);
    await phase('the feed', () =>
      eventually(async () => expect(await fed(links)).toEqual(expected), PATIENCE),
    );
    await phase('the tasks of link-session', () =>
      eventually(async () => expect(await unsettled(links)).toEqual([]), PATIENCE),
    );
    // Of a link that is gone link-session has nothing to tell.
    const changes = reason === 'deleted' ? [] : all;
    await phase('the changes', () =>
      eventually(async () => expect(await changed(links, 'expired')).toEqual(changes), PATIENCE),
    );
    const isByAccount = !['time', 'arrival'].includes(reason);
    expect(await revoked(links, reason)).toEqual(isByAccount ? all : []);
    expect(await fed(links)).toEqual(expected);
  }

  const uuidsOf = (links: readonly SceneLink[]): string[] => links.map(({ uuid }) => uuid).sort();

  it.each([
    ...WAYS_TO_END.map((way) => ({ ...way, replica: 1 as const })),
    // Whichever of them has read the positions of the vehicle.
    ...WAYS_TO_END.filter(({ reason }) => reason === 'arrival').map((way) => ({
      ...way,
      replica: 2 as const,
    })),
  ])(
    'end once when link-session-$replica is killed meanwhile: $reason',
    async ({ replica, ...way }) => {
      const { ending, viewers } = await phase('links and their viewers', async () => {
        const links = await linksToEnd(scene, way, Array(LINKS).fill(PUBLIC));
        return { ending: links, viewers: await viewersOf(links.links) };
      });
      await phase('the drive', () => driveFor(viewers, ending));
      await phase('the first end, and the kill', async () => {
        await way.act(scene, ending);
        await eventually(() => expect(viewers.some(({ closedWith }) => closedWith)).toBe(true), AT_ONCE);
        await stage.cluster.app(`link-session-${replica}`).end('SIGKILL');
      });
      await phase('the other ends', () =>
        eventually(() => expect(viewers.filter(({ closedWith }) => !closedWith).length).toBe(0), PATIENCE),
      );
      expect([...new Set(viewers.map(({ closedWith }) => closedWith))]).toEqual([4004]);
      await phase('the restart', async () => {
        await stage.cluster.startApp(`link-session-${replica}`);
      });
      await expectToldOnce(ending.links, way);
      expect(viewers.filter(({ names }) => countOf(names, '.link.expired') !== 1).length).toBe(0);
      const later = await Promise.all(ending.links.map(({ uuid }) => scene.call('POST', `${uuid}/verify`)));
      expect([...new Set(later.map(({ status }) => status))]).toEqual([way.status]);
    },
    PHASES * PHASE_MS,
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
      async () => expect(await changed(ending.links, 'schedule')).toEqual(uuidsOf(ending.links)),
      PATIENCE,
    );
    expect(viewers.filter(({ names }) => countOf(names, WINDOW.event) !== 1).length).toBe(0);
    expect(viewers.filter(({ closedWith }) => closedWith !== null).length).toBe(0);
  }, 240_000);

  const PARTS = ['postgres', 'redis', 'kafka', 'mail'] as const;
  const partOf = (name: (typeof PARTS)[number]) =>
    name === 'mail' ? stage.mail : stage.cluster.servers[name];

  /** One of them ends in the outage by its time, and one by its arrival. */
  async function linksAndViewers() {
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
    return { vehicle, timed, arriving, coded, keptViewer, timedViewer, arrivingViewer, stock };
  }

  it.each(PARTS)(
    'keep their viewers while %s is away for 20 s, and end once, as soon as they can',
    async (name) => {
      const { vehicle, timed, arriving, coded, keptViewer, timedViewer, arrivingViewer, stock } = await phase(
        'before the outage',
        linksAndViewers,
      );
      const ended = [timedViewer, arrivingViewer];
      const endsAt = Date.now() + ENDS_AFTER_MS;
      await phase('the vehicle parks', async () => {
        await scene.patch(timed, { expires_at: new Date(endsAt).toISOString() });
        await vehicle.reportNow(PARKED);
        await eventually(() => expect(arrivingViewer.frames.at(-1)).toContain(String(PARKED.lat)), PATIENCE);
        // What has come to the gateway was kept by link-session a moment later.
        await wait(1_000);
      });
      await phase('the outage', async () => {
        await partOf(name).stop();
        const awayAt = Date.now();
        if (name === 'mail')
          await scene.call('POST', `${coded.uuid}/verify`, { body: { email: coded.email } });
        await wait(OUTAGE_MS - (Date.now() - awayAt));
        expect([keptViewer.closedWith, stock.states.at(-1)]).toEqual([null, 'connected']);
      });
      await phase('the return', async () => {
        await partOf(name).start();
      });
      // However long the broker loads its groups on this machine: nobody is served before.
      const backAt = await phase('the broker serves', async () =>
        name === 'kafka'
          ? eventually(() => servedAgain(stage.cluster.servers.kafka.url), PATIENCE)
          : Date.now(),
      );
      await phase('the ends', () =>
        eventually(() => expect(ended.map(({ closedWith }) => closedWith)).toEqual([4004, 4004]), PATIENCE),
      );
      expectInTime(name, ended, Math.max(backAt, endsAt));
      const expected = [`${timed.uuid} time`, `${arriving.uuid} arrival`].sort();
      await phase('the feed', () =>
        eventually(async () => expect(await fed([timed, arriving])).toEqual(expected), PATIENCE),
      );
      for (const { names } of ended) expect(countOf(names, '.link.expired')).toBe(1);
      await phase('positions again', () =>
        eventually(async () => {
          await vehicle.reportNow(ELSEWHERE, { speed: 20 });
          expect(JSON.stringify(stock.events.at(-1))).toContain(String(ELSEWHERE.lat));
          expect(keptViewer.frames.at(-1)).toContain(String(ELSEWHERE.lat));
        }, PATIENCE),
      );
      expect([keptViewer.closedWith, countOf(stock.states, 'connected')]).toEqual([null, 1]);
      if (name === 'mail') expect(await scene.codeFor(coded.email)).toMatch(/^\d{6}$/);
    },
    PHASES * PHASE_MS,
  );
});

/** @param dueAt epoch ms */
function expectInTime(name: string, ended: readonly RawViewer[], dueAt: number): void {
  const lateMs = ended.map(({ closedAt }) =>
    Math.round(performance.timeOrigin + (closedAt ?? Infinity) - dueAt),
  );
  const load = os.loadavg()[0] ?? 0;
  process.stdout.write(
    `${name} away for 20 s: by time and by arrival ended ${lateMs.join(' and ')} ms after its return, load ${load}\n`,
  );
  const isBusy = load > 2 * os.cpus().length;
  expect(Math.max(...lateMs)).toBeLessThan(isBusy ? LATE_WHEN_BUSY_MS : LATE_MS);
}

function countOf(names: readonly string[], name: string): number {
  return names.filter((one) => one === name).length;
}
