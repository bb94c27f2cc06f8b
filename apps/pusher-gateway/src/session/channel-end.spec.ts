import { type LinkEnd } from '@yipii/domain';
import {
  linkGrantId,
  serverFrames,
  sessionGrantId,
  trackingChannel,
  trackingClose,
  trackingErrors,
  trackingRefusal,
  viewerGrant,
  type RevokedKind,
  type Grant,
} from '@yipii/protocol';
import { grantedAdmission, refusal, type AdmissionOutcome } from './admission';
import type { AppPolicy } from './app-policy';
import { PusherSession, type SessionEffect } from './session';
import { endByRevocation, endOfLink, type Revocation } from './channel-end';

const LINK = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const CHANNEL = trackingChannel(LINK);
const ASSET = 'private-asset.5';
const NOW = Date.UTC(2026, 10, 23, 15);
const AT = '2026-11-23T15:04:05.000Z';
const LINK_ID = linkGrantId(LINK);
const ended = (reason: LinkEnd): Parameters<typeof endOfLink>[0] => ({
  linkUuid: LINK,
  change: 'expired',
  reason,
  at: AT,
});
const revoked = (kind: RevokedKind, reason: string): Revocation => ({
  kind,
  id: LINK,
  reason,
  at: AT,
});

const fleetGrant: Grant = { ids: ['token:t'], issuedAt: NOW, expiresAt: NOW + 9_000, accountId: 7 };

function aPolicy(answer: AdmissionOutcome | undefined, linkEndsAt: number | null): AppPolicy {
  const access = { linkUuid: LINK, handle: 'h', sessionEndsAt: NOW + 5_000, linkEndsAt };
  const target = { kind: 'link', linkUuid: LINK, maxViewers: null } as const;
  const viewer = grantedAdmission(target, viewerGrant(access, NOW));
  const channel = { kind: 'asset', assetId: 5 } as const;
  const fleet = grantedAdmission({ kind: 'fleet', channel, accountId: 7, kinds: ['positions'] }, fleetGrant);
  return {
    maxChannels: 10,
    admit: ({ channel }) => (channel === ASSET ? fleet : Promise.resolve(answer ?? viewer)),
    signIn: () => refusal('AuthError', 403, 'none'),
    problemWith: () => 'none',
  };
}

/** A session that subscribes to a tracking channel, and to another where that is wanted. */
function aSession({
  alsoFleet = false,
  answer = undefined as AdmissionOutcome | undefined,
  linkEndsAt = null as number | null,
} = {}) {
  const session = new PusherSession({ socketId: '1.2', client: '192.0.2.1' }, aPolicy(answer, linkEndsAt));
  const subscribe = (channel: string): readonly SessionEffect[] =>
    session.received(JSON.stringify({ event: 'pusher:subscribe', data: { channel } }));
  if (alsoFleet) subscribe(ASSET);
  const [asked] = subscribe(CHANNEL);
  if (asked?.do !== 'ask') throw new Error('nothing was asked');
  const settle = async (): Promise<readonly SessionEffect[]> =>
    session.answered(CHANNEL, await asked.outcome);
  return { session, settle };
}

async function aViewer(options: Parameters<typeof aSession>[0] = {}): Promise<PusherSession> {
  const { session, settle } = aSession(options);
  expect(await settle()).toMatchObject([{ do: 'join', channel: CHANNEL }]);
  return session;
}

function readable(effects: readonly SessionEffect[]): unknown[] {
  return effects.map((effect) => {
    if (effect.do === 'send') return JSON.parse(effect.frame) as unknown;
    if (effect.do === 'close') return `close ${effect.reason.code}`;
    if (effect.do === 'tell') return `tell ${effect.event} ${effect.data}`;
    return 'channel' in effect ? `${effect.do} ${effect.channel}` : effect.do;
  });
}

const error = (code: number, name: string): unknown => ({
  event: 'pusher:error',
  data: { code, message: expect.stringMatching(new RegExp(`^${name}`)) as string },
});
const expired = (reason: string, at = AT): string => `tell .link.expired ${JSON.stringify({ reason, at })}`;
const CLOSED_4004 = [`leave ${CHANNEL}`, error(4004, 'LINK_INACTIVE'), 'close 4004'];

describe('a viewer who leaves before the answer', () => {
  it('joins nothing', async () => {
    const { session, settle } = aSession();
    session.ended();
    expect(await settle()).toEqual([]);
  });
});

describe('the end of a link', () => {
  it.each<LinkEnd>(['time', 'arrival', 'disabled', 'deleted', 'route_completed'])(
    'by %s is told to its viewer, who is then sent away',
    async (reason) => {
      const session = await aViewer();
      expect(readable(session.revoked(LINK_ID, endOfLink(ended(reason))))).toEqual([
        expired(reason),
        ...CLOSED_4004,
      ]);
    },
  );

  it('is announced once, whether the link or the revocation says so first', async () => {
    const session = await aViewer({ alsoFleet: true });
    const first = session.revoked(LINK_ID, endByRevocation(revoked('link', 'arrival')));
    expect(readable(first)[0]).toEqual(expired('arrival'));
    expect(session.revoked(LINK_ID, endOfLink(ended('arrival')))).toEqual([]);
  });

  it('with a reason unknown to viewers is announced as disabled', async () => {
    const session = await aViewer();
    const effects = session.revoked(LINK_ID, endByRevocation(revoked('link', 'asset 1042 was sold')));
    expect(readable(effects)[0]).toEqual(expired('disabled'));
  });

  it('leaves the connection its other channels', async () => {
    const session = await aViewer({ alsoFleet: true });
    expect(readable(session.revoked(LINK_ID, endOfLink(ended('arrival'))))).toEqual([
      expired('arrival'),
      `leave ${CHANNEL}`,
      JSON.parse(serverFrames.subscriptionError(CHANNEL, trackingRefusal(trackingErrors.linkInactive))),
    ]);
    expect(readable(session.revoked('token:t'))).toContain('close 4009');
  });

  it('comes when the grant expires, where nobody tells', async () => {
    const session = await aViewer({ linkEndsAt: NOW + 1_000 });
    expect(session.nextExpiry).toBe(NOW + 1_000);
    expect(session.expired(NOW + 999)).toEqual([]);
    const at = new Date(NOW + 1_000).toISOString();
    expect(readable(session.expired(NOW + 1_000))).toEqual([expired('time', at), ...CLOSED_4004]);
  });
});

describe('the end of a session', () => {
  it('by revocation closes with 4001', async () => {
    const session = await aViewer();
    expect(
      readable(session.revoked(sessionGrantId('h'), endByRevocation(revoked('session', 'owner')))),
    ).toEqual([`leave ${CHANNEL}`, error(4001, 'INVALID_SESSION_TOKEN'), 'close 4001']);
  });

  it('by time closes with 4002', async () => {
    const session = await aViewer();
    expect(readable(session.expired(NOW + 5_000))).toEqual([
      `leave ${CHANNEL}`,
      error(4002, 'SESSION_EXPIRED'),
      'close 4002',
    ]);
  });

  it('does not affect tokens, whose revocation closes with 4009', () => {
    expect(endByRevocation(revoked('token', 'test'))).toMatchObject({
      lastEvent: null,
      close: { code: 4009 },
    });
  });
});

describe('a refused tracking channel', () => {
  const { outsideSchedule } = trackingErrors;
  const answer = { ...trackingRefusal(outsideSchedule), close: trackingClose(outsideSchedule) };
  const failed: unknown = JSON.parse(serverFrames.subscriptionError(CHANNEL, answer));

  it('closes a connection that has no other', async () => {
    const { settle } = aSession({ answer });
    expect(readable(await settle())).toEqual([failed, error(4005, 'OUTSIDE_SCHEDULE'), 'close 4005']);
  });

  it('leaves the connection its other channels', async () => {
    const { settle } = aSession({ answer, alsoFleet: true });
    expect(readable(await settle())).toEqual([failed]);
  });

  it('because of its limit of viewers closes nothing', async () => {
    const { settle } = aSession({ answer: refusal('LimitReached', 429, 'VIEWER_LIMIT') });
    expect(readable(await settle())).toMatchObject([{ event: 'pusher:subscription_error' }]);
  });

  it('is not joined if it was left in the meantime', async () => {
    const { session, settle } = aSession();
    session.received(JSON.stringify({ event: 'pusher:unsubscribe', data: { channel: CHANNEL } }));
    expect(await settle()).toEqual([]);
  });
});

describe('pending subscriptions', () => {
  it('are limited like channels, also those that were left meanwhile', async () => {
    const waiting: ((outcome: AdmissionOutcome) => void)[] = [];
    const policy = aPolicy(undefined, null);
    const slow: AppPolicy = { ...policy, admit: () => new Promise((resolve) => waiting.push(resolve)) };
    const session = new PusherSession({ socketId: '1.2', client: '192.0.2.1' }, { ...slow, maxChannels: 2 });
    const received = (event: string): readonly SessionEffect[] =>
      session.received(JSON.stringify({ event, data: { channel: CHANNEL } }));
    const asked = [1, 2].map(() => {
      const [ask] = received('pusher:subscribe');
      received('pusher:unsubscribe');
      return ask;
    });
    expect(readable(received('pusher:subscribe'))).toMatchObject([{ data: { status: 429 } }]);
    waiting[0]?.(refusal('AuthError', 401, 'no'));
    if (asked[0]?.do === 'ask') session.answered(CHANNEL, await asked[0].outcome);
    expect(received('pusher:subscribe')).toMatchObject([{ do: 'ask' }]);
  });
});
