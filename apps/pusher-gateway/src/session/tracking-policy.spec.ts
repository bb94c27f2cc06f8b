import { createHash } from 'node:crypto';
import { MemoryLinkAccess, type LinkState } from '@yipii/live';
import {
  linkGrantId,
  signGrant,
  trackingChannel,
  viewerGrant,
  type Grant,
  type SubscribeFrame,
} from '@yipii/protocol';
import { FakeClock } from '@yipii/testing';
import { RevokedIds } from '../connection/revoked-ids';
import { FleetPolicy } from './fleet-policy';
import { TrackingPolicy, linkEndId, linkRevocationId } from './tracking-policy';

const LINK = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const OTHER_LINK = '16fd2706-8baf-433b-82eb-8c7fada847da';
const SOCKET = '12.34';
const TOKEN = `yts_${'a'.repeat(43)}`;
const HOUR_MS = 3_600_000;
const clock = new FakeClock();
const NOW = clock.now();
const ACTIVE: LinkState = { status: 'active', expiresAt: null, nextChangeAt: null, maxViewers: null };
const IDS = ['session:h', linkGrantId(LINK)];

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A viewer's session of an hour on an active link. */
async function aScenario(link: Partial<LinkState> | null = {}) {
  const access = new MemoryLinkAccess(clock);
  await access.putSession(hashOf(TOKEN), { linkUuid: LINK, handle: 'h', expiresAt: NOW + HOUR_MS });
  if (link) await access.putLink(LINK, { ...ACTIVE, ...link });
  const revocations = new RevokedIds(() => clock.now());
  const settings = { appKey: 'app', grantKeys: ['key'], maxChannels: 10, group: () => null };
  const now = (): number => clock.now();
  const tracking = new TrackingPolicy(settings, access, revocations, now);
  const policy = new FleetPolicy(settings, revocations, now, tracking);
  return {
    access,
    revocations,
    subscribe: async (auth: string, linkUuid = LINK) => {
      const frame: SubscribeFrame = { kind: 'subscribe', channel: trackingChannel(linkUuid), auth };
      return policy.admit(frame, { socketId: SOCKET, client: '192.0.2.1', user: null });
    },
  };
}

function aGrant(change: Partial<Grant> = {}): string {
  const access = { linkUuid: LINK, handle: 'h', sessionEndsAt: NOW + HOUR_MS, linkEndsAt: null };
  const subject = { socketId: SOCKET, channel: trackingChannel(LINK) };
  return signGrant('app', 'key', subject, { ...viewerGrant(access, NOW), ...change });
}

const refused = (code: number, error: string, status: number): object => ({
  type: 'TrackingSessionError',
  error,
  status,
  code,
  close: { code, message: expect.stringMatching(`^${error}: `) as string, client: 'gives up' },
});
const INVALID = refused(4001, 'INVALID_SESSION_TOKEN', 401);
const EXPIRED = refused(4002, 'SESSION_EXPIRED', 401);
const INACTIVE = refused(4004, 'LINK_INACTIVE', 410);

describe('the channel of a tracking link', () => {
  it('stays closed to what was revoked, by gateways that have started since, while link-session is away', async () => {
    const { access, subscribe } = await aScenario({ readAt: NOW - HOUR_MS });
    const kept = { at: NOW - HOUR_MS / 2, until: NOW + HOUR_MS };
    await access.revoke({ kind: 'session', id: 'h', ...kept });
    expect(await subscribe(TOKEN)).toMatchObject(INVALID);
    await access.putSession(hashOf(TOKEN), { linkUuid: LINK, handle: 'i', expiresAt: NOW + HOUR_MS });
    await access.revoke({ kind: 'link', id: LINK, ...kept });
    expect(await subscribe(TOKEN)).toMatchObject(INACTIVE);
  });

  it.each([
    ['the token of a session', TOKEN],
    ['a grant', aGrant()],
  ])('is joined with %s, until the session ends', async (_, auth) => {
    const { subscribe } = await aScenario();
    const grant = {
      ids: IDS,
      issuedAt: NOW,
      expiresAt: NOW + HOUR_MS,
      ends: 'session',
      sessionEndsAt: NOW + HOUR_MS,
    };
    expect(await subscribe(auth)).toMatchObject({
      target: { kind: 'link', linkUuid: LINK, maxViewers: null },
      ...{ grant, accountId: null, isAuthorised: true },
    });
  });

  it.each([TOKEN, aGrant()])('is held until the link ends, if that is sooner', async (auth) => {
    const { subscribe } = await aScenario({ expiresAt: NOW + 1_000 });
    expect(await subscribe(auth)).toMatchObject({ grant: { expiresAt: NOW + 1_000, ends: 'link' } });
  });

  it('is held until the current end of the link, where the grant was made before', async () => {
    const auth = aGrant({ expiresAt: NOW, ends: 'link' });
    const { access, revocations, subscribe } = await aScenario({ expiresAt: NOW + 1_000 });
    expect(await subscribe(auth)).toMatchObject({ grant: { expiresAt: NOW + 1_000 } });
    const asked = subscribe(auth);
    await access.putLink(LINK, { ...ACTIVE, expiresAt: NOW + 2_000 });
    revocations.add(linkEndId(LINK));
    clock.advance(1);
    expect(await asked).toMatchObject({ grant: { expiresAt: NOW + 2_000 } });
  });

  it.each<[string, string]>([
    ['an unknown token', `yts_${'b'.repeat(43)}`],
    ['a malformed token', 'yts_'],
    ['nothing', ''],
    [
      'a grant of another key',
      signGrant(
        'app',
        'who',
        { socketId: SOCKET, channel: trackingChannel(LINK) },
        viewerGrant({ linkUuid: LINK, handle: 'h', sessionEndsAt: NOW + HOUR_MS, linkEndsAt: null }, NOW),
      ),
    ],
    ['a grant that is too old', aGrant({ issuedAt: NOW - 60_001 })],
    ['a grant of a fleet', aGrant({ ids: ['token:t', 'account:7'], accountId: 7 })],
    ['a grant of a fleet that names the link', aGrant({ accountId: 7 })],
    ['a grant without a session', aGrant({ ids: [linkGrantId(LINK)] })],
    ['a grant of another link', aGrant({ ids: ['session:h', linkGrantId(OTHER_LINK)] })],
  ])('is refused with 4001 to %s', async (_, auth) => {
    expect(await (await aScenario()).subscribe(auth)).toEqual(INVALID);
  });

  it('is closed once its account has ended it, before that is stored, and open when it was opened again', async () => {
    const { access, revocations, subscribe } = await aScenario({ readAt: NOW - 1_000 });
    revocations.add(linkRevocationId(LINK), NOW);
    expect(await subscribe(TOKEN)).toEqual(INACTIVE);
    await access.putLink(LINK, { ...ACTIVE, readAt: NOW + 1 });
    expect(await subscribe(TOKEN)).toMatchObject({ isAuthorised: true });
  });

  it('is refused with 4001 to the session of another link, and when the session was revoked', async () => {
    const { access, revocations, subscribe } = await aScenario();
    await access.putLink(OTHER_LINK, ACTIVE);
    expect(await subscribe(TOKEN, OTHER_LINK)).toEqual(INVALID);
    revocations.add('session:h');
    expect(await subscribe(TOKEN)).toEqual(INVALID);
    expect(await subscribe(aGrant())).toEqual(INVALID);
  });

  it('is refused with 4002 when the session has ended', async () => {
    const { access, subscribe } = await aScenario();
    await access.putSession(hashOf(TOKEN), { linkUuid: LINK, handle: 'h', expiresAt: NOW });
    expect(await subscribe(TOKEN)).toEqual(EXPIRED);
    expect(await subscribe(aGrant({ expiresAt: NOW, sessionEndsAt: NOW }))).toEqual(EXPIRED);
  });

  it.each<[Partial<LinkState> | null, object]>([
    [null, refused(4003, 'LINK_NOT_FOUND', 404)],
    [{ status: 'deleted' }, refused(4003, 'LINK_NOT_FOUND', 404)],
    [{ status: 'expired' }, INACTIVE],
    [{ status: 'disabled' }, INACTIVE],
    [{ expiresAt: NOW }, INACTIVE],
    [{ status: 'not_started' }, refused(4005, 'OUTSIDE_SCHEDULE', 403)],
    [{ status: 'outside_schedule' }, refused(4005, 'OUTSIDE_SCHEDULE', 403)],
  ])('of a link that is %j is refused', async (link, answer) => {
    const { subscribe } = await aScenario(link);
    expect(await subscribe(TOKEN)).toEqual(answer);
    expect(await subscribe(aGrant())).toEqual(answer);
  });

  it('is joined while the vehicle is not visible yet', async () => {
    const { subscribe } = await aScenario({ status: 'not_yet_visible' });
    expect(await subscribe(TOKEN)).toMatchObject({ target: { kind: 'link' } });
  });

  it('reports how many viewers the link allows', async () => {
    expect(await (await aScenario({ maxViewers: 3 })).subscribe(TOKEN)).toMatchObject({
      target: { maxViewers: 3 },
    });
  });

  it('is refused if the link ends during the lookup, and joined when it is open again', async () => {
    const { revocations, subscribe } = await aScenario();
    const answer = subscribe(TOKEN);
    revocations.add(linkGrantId(LINK));
    expect(await answer).toEqual(INACTIVE);
    clock.advance(1);
    expect(await subscribe(TOKEN)).toMatchObject({ target: { kind: 'link' } });
  });

  it('is refused with 503 while lookups fail', async () => {
    const { access, subscribe } = await aScenario();
    jest.spyOn(access, 'link').mockRejectedValue(new Error('away'));
    expect(await subscribe(TOKEN)).toMatchObject({ type: 'AuthError', status: 503 });
  });
});
