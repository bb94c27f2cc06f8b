import { setTimeout } from 'node:timers/promises';
import { eventually } from '@yipii/testing';
import type { ViewerSession } from '../support/link-viewer';
import { layersOf } from '../support/public-bytes';
import { countOf, following, PATIENCE, type Follower } from './following';
import { HIDDEN, HOME, linksToEnd, NEARER, WAYS_TO_END } from './link-ends';
import { SECRET_IDS, SECRETS, type LinkScene, type SceneLink, type Vehicle } from './link-scene';
import type { LinkStage } from './link-stage';
import { useScene } from './use-scene';
import { viewerLimitTests } from './viewer-limit';
import { withheldTests } from './withheld';

const GONE = { 404: 'LINK_NOT_FOUND', 410: 'LINK_INACTIVE' } as const;

/** What viewers of a link see until it ends, and what they never see, wherever it is served. */
export function linksSuite(
  where: string,
  start: () => Promise<LinkStage>,
  more: (scene: () => LinkScene) => void = () => undefined,
): void {
  describe(`a public tracking link ${where}`, () => {
    let scene: LinkScene;
    let stage: LinkStage;
    useScene(start, (...started) => ([stage, scene] = started));

    const { poll, follow, driveFor, aLink } = following(() => scene);

    it.each(WAYS_TO_END)(
      'of any mode shows its vehicle on the channel and by polling, until it ends: $reason',
      async (way) => {
        const ending = await linksToEnd(scene, way);
        const followers = await Promise.all(ending.links.map(follow));
        await driveFor(followers, ending.vehicle);
        for (const { link, session } of followers) {
          expect((await poll(link.uuid, session)).body).toMatchObject({
            ...{ data: { moving: true }, link: { status: 'active' } },
          });
        }
        await way.act(scene, ending);
        for (const follower of followers) {
          await expectEnd(follower, way.reason);
          await expectGone(follower, way.status);
        }
        // None of them came back by itself.
        for (const { stock } of followers) {
          expect(countOf(stock.states, 'connected')).toBe(1);
          expect(stock.states.at(-1)).toBe('disconnected');
        }
      },
      180_000,
    );

    async function expectEnd({ stock, raw }: Follower, reason: string): Promise<void> {
      await eventually(() => expect(stock.codes).toEqual([4004]), PATIENCE);
      expect(stock.events.at(-1)).toEqual(['.link.expired', { reason, at: expect.any(String) as string }]);
      expect(stock.names.join()).toMatch(
        /^pusher:subscription_succeeded(,\.location\.updated)+,\.link\.expired$/,
      );
      await eventually(() => expect(raw.closedWith).toBe(4004), PATIENCE);
      expect(raw.names.slice(-2)).toEqual(['.link.expired', 'pusher:error']);
      expect(countOf(raw.names, '.link.expired')).toBe(1);
    }

    async function expectGone({ link, session }: Follower, status: 404 | 410): Promise<void> {
      const answer = { status, code: GONE[status], ws_code: status === 404 ? 4003 : 4004 };
      const { uuid } = link;
      await eventually(async () => expect((await poll(uuid, session)).body).toMatchObject(answer), PATIENCE);
      const { session_token: token } = session;
      expect((await scene.call('GET', `${uuid}/session`, { token })).body).toMatchObject(answer);
      expect((await scene.call('POST', `${uuid}/verify`)).body).toMatchObject(answer);
      await eventually(async () => expect((await authorise(session)).status).toBe(status), PATIENCE);
      const [late, lateRaw] = [scene.watch(session), scene.watchRaw(session)];
      await eventually(
        () => expect(late.events).toMatchObject([['pusher:subscription_error', { status }]]),
        PATIENCE,
      );
      await eventually(() => expect(lateRaw.closedWith).toBe(answer.ws_code), PATIENCE);
    }

    const PUBLIC = { access_mode: 'public' } as const;

    it('that has not begun tells when it does, by 4005, and lets in whoever comes then', async () => {
      const startsAt = new Date(Date.now() + 3_600_000).toISOString();
      const { link } = await aLink(PUBLIC, { starts_at: startsAt, expires_at: null });
      const session = await scene.verify(link);
      expect((await poll(link.uuid, session)).body).toMatchObject({
        ...{
          data: null,
          link: { status: 'not_started', schedule: { active: false, next_change_at: startsAt } },
        },
      });
      const [stock, raw] = [scene.watch(session), scene.watchRaw(session)];
      await eventually(
        () => expect(stock.events).toMatchObject([['pusher:subscription_error', { status: 403 }]]),
        PATIENCE,
      );
      await eventually(() => expect(raw.closedWith).toBe(4005), PATIENCE);
      expect(raw.frames.slice(-2).map((frame) => JSON.parse(frame) as unknown)).toMatchObject([
        {
          event: 'pusher:subscription_error',
          data: { type: 'TrackingSessionError', error: 'OUTSIDE_SCHEDULE', status: 403, code: 4005 },
        },
        { event: 'pusher:error', data: { code: 4005 } },
      ]);
      const refused = await authorise(session);
      expect(refused.body).toMatchObject({ ws_code: 4005, next_change_at: startsAt });
      const waits = Number(refused.headers.get('retry-after'));
      expect(waits).toBeGreaterThan(3_400);
      expect(waits).toBeLessThanOrEqual(3_600);
      await scene.patch(link, { starts_at: null });
      await eventually(async () => expect((await authorise(session)).status).toBe(200), PATIENCE);
      const later = scene.watch(session);
      await eventually(() => expect(later.names).toContain('.location.updated'), PATIENCE);
    }, 120_000);

    it('whose window closes keeps its viewers, and shows them nothing until it opens', async () => {
      const { link, vehicle } = await aLink(PUBLIC);
      const follower = await follow(link);
      await driveFor([follower], vehicle);
      await scene.patch(link, { schedule: { timezone: 'Europe/Berlin', windows: [] } });
      const { stock, raw, session } = follower;
      const closed = ['.schedule.changed', { active: false, next_change_at: null }];
      await eventually(() => expect(stock.events).toContainEqual(closed), PATIENCE);
      // Changes of a link take effect within a second.
      await setTimeout(1_000);
      await vehicle.report(HIDDEN, { seconds: 120 });
      await eventually(async () => expect(await scene.lastOf(vehicle)).toMatchObject(HIDDEN), PATIENCE);
      const { body } = await poll(link.uuid, session);
      expect(body).toMatchObject({ data: null, link: { status: 'outside_schedule' } });
      const answers = scene.answers.filter((answer) => answer.includes(link.uuid));
      expect(JSON.stringify([stock.events, raw.frames, answers])).not.toContain(String(HIDDEN.lat));
      await scene.patch(link, { schedule: null });
      // It may be parked, and report no more for long. The two travel separately.
      const shown = ['.location.updated', expect.objectContaining({ lat: HIDDEN.lat })];
      const opened = ['.schedule.changed', { active: true, next_change_at: null }];
      await eventually(() => expect(stock.events).toEqual(expect.arrayContaining([opened, shown])), PATIENCE);
      expect(countOf(stock.names, '.schedule.changed')).toBe(2);
      expect([raw.closedWith, countOf(stock.states, 'connected')]).toEqual([null, 1]);
    }, 120_000);

    const LISTED = { access_mode: 'authorized_only' } as const;
    it.each<[string, SceneLink['mode'], (vehicle: Vehicle) => Promise<object> | object]>([
      ['an address that is taken off its list', LISTED, () => ({ allowed_emails: ['else@example.com'] })],
      ['a code that it asks for', LISTED, () => ({ require_code: true })],
      ['another mode', PUBLIC, () => ({ access_mode: 'email' })],
      ['another vehicle', PUBLIC, async () => ({ subject: (await scene.vehicle()).subject })],
    ])(
      'that is narrowed by %s ends those sessions with 4001, and they stay out',
      async (_what, mode, fields) => {
        const { link, vehicle } = await aLink(mode);
        const other = await aLink(mode);
        const [follower, kept] = [await follow(link), await follow(other.link)];
        await driveFor([follower], vehicle);
        await scene.patch(link, await fields(vehicle));
        const { stock, raw, session } = follower;
        await eventually(() => expect(stock.codes).toEqual([4001]), PATIENCE);
        await eventually(() => expect(raw.closedWith).toBe(4001), PATIENCE);
        expect([stock.states.at(-1), countOf(stock.states, 'connected')]).toEqual(['disconnected', 1]);
        expect(stock.names).not.toContain('.link.expired');
        expect((await poll(link.uuid, session)).body).toMatchObject({ status: 401, ws_code: 4001 });
        expect((await authorise(session)).status).toBe(401);
        expect([kept.raw.closedWith, kept.stock.codes]).toEqual([null, []]);
      },
      120_000,
    );

    it('of a route shows another vehicle as soon as that has the route, and says so', async () => {
      const [one, other] = [await scene.vehicle(), await scene.vehicle()];
      await other.report(NEARER);
      const stops = [{ name: 'Secret stop', ...HOME }];
      const route = { name: 'Secret route', asset_id: one.assetId, stops };
      const { id } = await scene.rest<{ id: number }>('POST', 'route', route);
      const follower = await follow(await scene.link({ type: 'route', route_id: id }));
      await driveFor([follower], one);
      await scene.rest('PATCH', `route/${id}`, { asset_id: other.assetId });
      const { link, session, stock, raw } = follower;
      const sinceTheNews = () => stock.events.slice(stock.names.indexOf('.vehicle.changed'));
      await eventually(
        () =>
          expect(sinceTheNews()).toMatchObject([
            ['.vehicle.changed', { display_name: 'Your delivery' }],
            ['.location.updated', NEARER],
          ]),
        PATIENCE,
      );
      expect((await poll(link.uuid, session)).body).toMatchObject({ data: NEARER });
      expect([raw.closedWith, countOf(stock.states, 'connected')]).toEqual([null, 1]);
    }, 120_000);

    it('that is opened again is another one to those who had it', async () => {
      const { link } = await aLink(PUBLIC);
      const follower = await follow(link);
      await eventually(() => expect(follower.raw.names).toContain('.location.updated'), PATIENCE);
      await scene.patch(link, { status: 'disabled' });
      await eventually(() => expect(follower.raw.closedWith).toBe(4004), PATIENCE);
      const { expires_at: end } = (await scene.patch(link, { status: 'active', expires_at: null })) as {
        expires_at: string | null;
      };
      expect(end).toBeNull();
      await eventually(
        async () => expect((await poll(link.uuid, follower.session)).body).toMatchObject({ ws_code: 4001 }),
        PATIENCE,
      );
      await eventually(async () => {
        const again = await follow(link);
        await eventually(() => expect(again.stock.names).toContain('.location.updated'), {
          timeoutMs: 5_000,
        });
      }, PATIENCE);
    }, 120_000);

    it('lets a revoked viewer go with 4001, and nobody else', async () => {
      const { link } = await aLink(PUBLIC);
      const [one, other] = [await follow(link), await follow(link)];
      await eventually(
        () => expect([one, other].every(({ raw }) => raw.names.length > 1)).toBe(true),
        PATIENCE,
      );
      const sessions = await scene.rest<{ id: string }[]>('GET', `tracking-link/${link.uuid}/sessions`);
      await scene.rest('POST', `tracking-link/${link.uuid}/sessions/${sessions[1]?.id}/revoke`);
      await eventually(() => expect(one.raw.closedWith).toBe(4001), PATIENCE);
      expect(other.raw.closedWith).toBeNull();
    });

    it('is closed to the session of another link', async () => {
      const [{ link }, { link: other }] = [await aLink(PUBLIC), await aLink(PUBLIC)];
      const session = { ...(await scene.verify(link)), channel: `private-tracking.${other.uuid}` };
      const [stock, raw] = [scene.watch(session), scene.watchRaw(session)];
      await eventually(() => expect(raw.closedWith).toBe(4001), PATIENCE);
      await eventually(
        () => expect(stock.events).toMatchObject([['pusher:subscription_error', { status: 401 }]]),
        PATIENCE,
      );
    });

    withheldTests(() => scene);

    viewerLimitTests(() => scene);

    more(() => scene);

    it('tells viewers nothing else: no byte of all that they got, mails included', async () => {
      await scene.call('GET', 'unknown');
      const everything = scene.everything.flatMap((text) => layersOf(text)).join('\n');
      const proofs = ['.location.updated', 'Your delivery', 'X-Robots-Tag', ' is your code'];
      for (const told of [...proofs, 'Shown brand', 'og:title', '.visibility.changed', 'List-Unsubscribe'])
        expect([told, everything.includes(told)]).toEqual([told, true]);
      const { account } = stage;
      const forbidden = [
        ...Object.values(SECRETS),
        'Secret stop',
        'Secret route',
        account.name,
        `"${account.key}"`,
      ];
      expect(forbidden.filter((secret) => everything.includes(secret))).toEqual([]);
      expect(everything.match(SECRET_IDS)).toBeNull();
      expect(everything.match(/"(seq|assetId|asset_id|accountId|account|device|deviceId)"/g)).toBeNull();
    });

    async function authorise({ session_token: token, channel }: ViewerSession) {
      const response = await fetch(`${stage.api}/broadcasting/auth`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: new URLSearchParams({ socket_id: '1.2', channel_name: channel }),
      });
      const text = await response.text();
      scene.answers.push(`${JSON.stringify([...response.headers])} ${text}`);
      return { status: response.status, headers: response.headers, body: JSON.parse(text) as object };
    }
  });
}
