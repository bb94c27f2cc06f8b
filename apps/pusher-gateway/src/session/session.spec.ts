import { closeReasons, signGrant, type Grant } from '@yipii/protocol';
import { FleetPolicy } from './fleet-policy';
import { PusherSession, type SessionEffect } from './session';
import type { TrackingPolicy } from './tracking-policy';

const NOW = 1_700_000_000_000;
const SOCKET = '12.34';
const CLIENT = '192.0.2.1';
const grant: Grant = {
  ids: ['token:t', 'account:7'],
  issuedAt: NOW,
  expiresAt: NOW + 3_600_000,
  accountId: 7,
  kinds: ['positions'],
};

const NO_TRACKING = {} as TrackingPolicy;

function aSession({ maxChannels = 3, revoked = [] as string[] } = {}): PusherSession {
  const settings = { appKey: 'app', grantKeys: ['new', 'old'], maxChannels, group: () => null };
  return new PusherSession(
    { socketId: SOCKET, client: CLIENT },
    new FleetPolicy(settings, new Set(revoked), () => NOW, NO_TRACKING),
  );
}

function aSubscribe(channel: string, change: Partial<Grant> = {}, key = 'new'): string {
  const auth = signGrant('app', key, { socketId: SOCKET, channel }, { ...grant, ...change });
  return JSON.stringify({ event: 'pusher:subscribe', data: { channel, auth } });
}

/** Effects with frames parsed, for reading. */
function readable(effects: readonly SessionEffect[]): unknown[] {
  return effects.map((effect) => {
    if (effect.do === 'send') return JSON.parse(effect.frame) as unknown;
    if (effect.do === 'close') return `close ${effect.reason.code}`;
    return 'channel' in effect ? `${effect.do} ${effect.channel}` : effect;
  });
}

const failed = (channel: string, status: number): unknown => ({
  event: 'pusher:subscription_error',
  channel,
  data: expect.objectContaining({ status, error: expect.any(String) as string }) as object,
});
const error = (code: number | null): unknown => ({
  event: 'pusher:error',
  data: { code, message: expect.any(String) as string },
});

describe('a session of our own app', () => {
  it('begins with its socket id and activity timeout', () => {
    expect(readable(aSession().opened(120))).toEqual([
      { event: 'pusher:connection_established', data: '{"socket_id":"12.34","activity_timeout":120}' },
    ]);
  });

  it('answers a ping and accepts a pong', () => {
    const session = aSession();
    expect(readable(session.received('{"event":"pusher:ping","data":{}}'))).toEqual([
      { event: 'pusher:pong', data: '{}' },
    ]);
    expect(session.received('{"event":"pusher:pong","data":{}}')).toEqual([]);
  });

  it.each(['new', 'old'])('joins a channel by a grant signed with the %s key', (key) => {
    const session = aSession();
    const effects = session.received(aSubscribe('private-account.acme', {}, key));
    expect(readable(effects)).toEqual(['join private-account.acme']);
    expect(session.isAuthorised).toBe(true);
  });

  it('leaves a channel once, and what it never had not at all', () => {
    const session = aSession();
    session.received(aSubscribe('private-asset.5'));
    const unsubscribe = '{"event":"pusher:unsubscribe","data":{"channel":"private-asset.5"}}';
    expect(readable(session.received(unsubscribe))).toEqual(['leave private-asset.5']);
    expect(session.received(unsubscribe)).toEqual([]);
    expect(readable(session.received(aSubscribe('private-asset.5')))).toContain('join private-asset.5');
  });

  it.each([
    'public',
    'private-other',
    'private-account.Acme',
    'presence-account.acme',
    'private-encrypted-account.acme',
    '#server-to-user-1',
    '',
    'x'.repeat(201),
  ])('has no channel %s', (channel) => {
    expect(readable(aSession().received(aSubscribe(channel)))).toEqual([failed(channel, 403)]);
  });

  it.each<[string, Partial<Grant>]>([
    ['made over a minute ago', { issuedAt: NOW - 60_001 }],
    ['made over a minute ahead', { issuedAt: NOW + 60_001 }],
    ['expired', { expiresAt: NOW }],
    ['that rests on something revoked', { ids: ['client:gone', 'account:7'] }],
    ['without an account', { accountId: undefined }],
  ])('refuses a grant %s', (_, change) => {
    const session = aSession({ revoked: ['client:gone'] });
    expect(readable(session.received(aSubscribe('private-asset.5', change)))).toEqual([
      failed('private-asset.5', 401),
    ]);
    expect(session.isAuthorised).toBe(false);
  });

  it.each([undefined, []])('refuses a grant whose kinds of events are %j', (kinds) => {
    const session = aSession();
    const effects = session.received(aSubscribe('private-account.acme', { kinds }));
    expect(readable(effects)).toEqual([failed('private-account.acme', 403)]);
    expect(session.isAuthorised).toBe(false);
  });

  it.each<[Grant['kinds']]>([[['alerts']], [['positions']], [['positions', 'alerts']]])(
    'joins with the kinds %j that its grant names',
    (kinds) => {
      const [joined] = aSession().received(aSubscribe('private-account.acme', { kinds }));
      expect(joined).toMatchObject({ do: 'join', admission: { target: { kind: 'fleet', kinds } } });
    },
  );

  it('refuses a grant for another socket, of an unknown key, and none', () => {
    const session = aSession();
    const channel = 'private-asset.5';
    const otherSocket = signGrant('app', 'new', { socketId: '1.1', channel }, grant);
    const unknownKey = signGrant('app', 'who', { socketId: SOCKET, channel }, grant);
    for (const auth of [otherSocket, unknownKey, '', 'app:abc', undefined]) {
      const frame = JSON.stringify({ event: 'pusher:subscribe', data: { channel, auth } });
      expect(readable(session.received(frame))).toEqual([failed(channel, 401)]);
    }
  });

  it('reports a channel that is subscribed twice, and keeps it', () => {
    const session = aSession();
    session.received(aSubscribe('private-asset.5'));
    expect(readable(session.received(aSubscribe('private-asset.5')))).toEqual([error(null)]);
  });

  it('has a limit of channels', () => {
    const session = aSession({ maxChannels: 1 });
    session.received(aSubscribe('private-asset.5'));
    expect(readable(session.received(aSubscribe('private-asset.6')))).toEqual([
      failed('private-asset.6', 429),
    ]);
  });

  it.each([
    ['a client event', '{"event":"client-x","channel":"private-asset.5","data":{}}'],
    ['an unknown event', '{"event":"what"}'],
    ['an internal event', '{"event":"pusher_internal:subscription_succeeded","channel":"private-asset.5"}'],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a subscribe without data', '{"event":"pusher:subscribe"}'],
    ['a binary frame', null],
  ])('answers %s with an error', (_, text) => {
    const effects = readable(aSession().received(text));
    expect(effects).toEqual([error(null)]);
  });

  it('closes after 1,000 malformed frames, whenever they came', () => {
    const session = aSession();
    for (let i = 0; i < 500; i++) for (const text of ['{x}', null]) session.received(text);
    expect(readable(session.received('{"event":"pusher:ping"}'))).toEqual([
      { event: 'pusher:pong', data: '{}' },
    ]);
    expect(readable(session.received('{x}'))).toEqual([error(4100), 'close 4100']);
  });

  it('has no sign-in', () => {
    const signIn = '{"event":"pusher:signin","data":{"auth":"a","user_data":"{}"}}';
    expect(readable(aSession().received(signIn))).toEqual([error(4009)]);
  });

  it('closes when everything that it was authorised with is revoked', () => {
    const session = aSession();
    session.received(aSubscribe('private-asset.5'));
    session.received(aSubscribe('private-asset.6'));
    expect(session.revoked('token:other')).toEqual([]);
    expect(readable(session.revoked('token:t'))).toEqual([
      'leave private-asset.5',
      'leave private-asset.6',
      error(4009),
      'close 4009',
    ]);
    expect(session.received('{"event":"pusher:ping"}')).toEqual([]);
    expect(session.revoked('token:t')).toEqual([]);
  });

  it('closes on a revocation even if it has left its channels', () => {
    const session = aSession();
    session.received(aSubscribe('private-asset.5'));
    session.received('{"event":"pusher:unsubscribe","data":{"channel":"private-asset.5"}}');
    expect(readable(session.revoked('account:7'))).toEqual([error(4009), 'close 4009']);
  });

  it('loses only the channels that depend on what is revoked', () => {
    const session = aSession();
    session.received(aSubscribe('private-asset.5'));
    session.received(aSubscribe('private-asset.6', { ids: ['token:u', 'account:7'] }));
    expect(readable(session.revoked('token:t'))).toEqual([
      'leave private-asset.5',
      failed('private-asset.5', 401),
    ]);
    expect(readable(session.revoked('token:u'))).toEqual([
      'leave private-asset.6',
      error(4009),
      'close 4009',
    ]);
  });

  it('ends a channel when its grant expires', () => {
    const session = aSession();
    session.received(aSubscribe('private-asset.5', { expiresAt: NOW + 1_000 }));
    session.received(aSubscribe('private-asset.6', { expiresAt: NOW + 2_000 }));
    expect(session.expired(NOW + 999)).toEqual([]);
    expect(readable(session.expired(NOW + 1_000))).toEqual([
      'leave private-asset.5',
      failed('private-asset.5', 401),
    ]);
    expect(readable(session.expired(NOW + 2_000))).toEqual([
      'leave private-asset.6',
      error(4009),
      'close 4009',
    ]);
  });

  it('closes once, with an error frame before it for protocols below 6', () => {
    const session = aSession();
    expect(readable(session.close(closeReasons.overCapacity))).toEqual([error(4100), 'close 4100']);
    expect(session.close(closeReasons.overCapacity)).toEqual([]);
  });
});
