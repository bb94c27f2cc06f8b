import { channelAuthText, hmac, userAuthText } from '@yipii/protocol';
import { LIMITS } from '../apps/event-limits.fixture';
import type { PusherApp } from '../apps/pusher-app';
import { ChannelsPolicy } from './channels-policy';
import { PusherSession, type SessionEffect } from './session';

const SOCKET = '12.34';
const CLIENT = '192.0.2.1';
const app: PusherApp = {
  id: 'id',
  key: 'key',
  secret: 'secret',
  clientMessages: true,
  maxConnections: null,
  allowedOrigins: [],
  subscriptionCounts: false,
  webhooks: [],
};

function aSession(change: Partial<PusherApp> = {}): PusherSession {
  return new PusherSession(
    { socketId: SOCKET, client: CLIENT },
    new ChannelsPolicy({ ...app, ...change }, { ...LIMITS, maxChannelsPerSocket: 10 }),
  );
}

const sign = (text: string, secret = 'secret'): string => `key:${hmac(secret, text)}`;

function subscribe(channel: string, data: { auth?: string; channel_data?: string } = {}): string {
  return JSON.stringify({ event: 'pusher:subscribe', data: { channel, ...data } });
}

function signed(channel: string, channelData?: string): string {
  const auth = sign(channelAuthText(SOCKET, channel, channelData));
  return subscribe(channel, { auth, ...(channelData !== undefined && { channel_data: channelData }) });
}

function signIn(userData: string): string {
  const auth = sign(userAuthText(SOCKET, userData));
  return JSON.stringify({ event: 'pusher:signin', data: { auth, user_data: userData } });
}

const does = (effects: readonly SessionEffect[]): string[] =>
  effects.map((effect) => (effect.do === 'send' ? readable(effect.frame) : effect.do));

function readable(frame: string): string {
  const { event, data } = JSON.parse(frame) as { event: string; data: { status?: number; code?: number } };
  return [event, data.status ?? data.code]
    .filter((part) => typeof part !== 'object' && part !== undefined)
    .join(' ');
}

describe('a session of a Pusher app', () => {
  it.each(['public', 'cache-a'])('joins %s without a signature', (channel) => {
    expect(does(aSession().received(subscribe(channel, { auth: '' })))).toEqual(['join']);
  });

  it.each(['private-a', 'private-encrypted-a', 'private-cache-a', 'private-encrypted-cache-a'])(
    'joins %s by its signature alone',
    (channel) => {
      expect(does(aSession().received(signed(channel)))).toEqual(['join']);
      expect(does(aSession().received(subscribe(channel)))).toEqual(['pusher:subscription_error 401']);
      const auth = sign(channelAuthText('1.1', channel));
      expect(does(aSession().received(subscribe(channel, { auth })))).toEqual([
        'pusher:subscription_error 401',
      ]);
    },
  );

  it('joins a private channel whose signature covers channel_data', () => {
    expect(does(aSession().received(signed('private-a', '{"user_id":"u"}')))).toEqual(['join']);
  });

  it('is refused if channel_data is not what was signed', () => {
    const auth = sign(channelAuthText(SOCKET, 'presence-a', '{"user_id":"u"}'));
    const frame = subscribe('presence-a', { auth, channel_data: '{"user_id":"admin"}' });
    expect(does(aSession().received(frame))).toEqual(['pusher:subscription_error 401']);
  });

  it('joins a presence channel as the signed member', () => {
    const effects = aSession().received(signed('presence-a', '{"user_id":7,"user_info":{"a":1}}'));
    expect(effects).toMatchObject([
      { do: 'join', admission: { target: { member: { userId: '7', userInfo: '{"a":1}' } } } },
    ]);
  });

  it('joins a presence channel without channel_data as the user who signed in', () => {
    const session = aSession();
    expect(does(session.received(signed('presence-a')))).toEqual(['pusher:subscription_error 400']);
    session.received(signIn('{"id":"u","user_info":{"a":1}}'));
    expect(session.received(signed('presence-a'))).toMatchObject([
      { do: 'join', admission: { target: { member: { userId: 'u', userInfo: '{"a":1}' } } } },
    ]);
  });

  it.each(['', 'a b', '#other', '#online-u', 'x'.repeat(201)])('has no channel %j', (channel) => {
    expect(does(aSession().received(subscribe(channel)))).toEqual(['pusher:subscription_error 400']);
  });

  it('joins the channel of a user only when signed in as that user', () => {
    const session = aSession();
    const mine = subscribe('#server-to-user-u', { auth: '' });
    expect(does(session.received(mine))).toEqual(['pusher:subscription_error 401']);
    session.received(signIn('{"id":"u"}'));
    expect(does(session.received(mine))).toEqual(['join']);
    expect(does(session.received(subscribe('#server-to-user-v')))).toEqual(['pusher:subscription_error 401']);
  });

  it('signs in once, as one user', () => {
    const session = aSession();
    expect(does(session.received(signIn('{"id":"u"}')))).toEqual(['pusher:signin_success', 'sign-in']);
    expect(does(session.received(signIn('{"id":"u"}')))).toEqual(['pusher:signin_success']);
    expect(does(session.received(signIn('{"id":"v"}')))).toEqual(['pusher:error 4009']);
  });

  it('is not signed in by a wrong signature', () => {
    const frame = JSON.stringify({
      event: 'pusher:signin',
      data: { auth: 'key:00', user_data: '{"id":"u"}' },
    });
    expect(does(aSession().received(frame))).toEqual(['pusher:error 4009']);
  });

  it('watches at most 100 users, and is told of the excess', () => {
    const watchlist = Array.from({ length: 101 }, (_, i) => `u${i}`);
    const effects = aSession().received(signIn(JSON.stringify({ id: 'u', watchlist })));
    expect(does(effects)).toEqual(['pusher:signin_success', 'sign-in', 'pusher:error 4302']);
    expect(effects[1]).toMatchObject({ user: { watchlist: watchlist.slice(0, 100) } });
  });

  const clientEvent = (channel: string, event = 'client-x', data: unknown = { a: 1 }): string =>
    JSON.stringify({ event, channel, data });

  it('sends client events on its private and presence channels, as the user it is there', () => {
    const session = aSession();
    session.received(signed('private-a'));
    session.received(signed('presence-a', '{"user_id":"u"}'));
    expect(session.received(clientEvent('private-a'))).toEqual([
      {
        do: 'publish',
        event: { kind: 'client-event', event: 'client-x', channel: 'private-a', data: '{"a":1}' },
        userId: null,
      },
    ]);
    expect(session.received(clientEvent('presence-a'))).toMatchObject([{ do: 'publish', userId: 'u' }]);
  });

  it.each([
    ['a public channel', 'public'],
    ['a channel that it does not have', 'private-b'],
    ['an encrypted channel', 'private-encrypted-a'],
  ])('sends none on %s', (_, channel) => {
    const session = aSession();
    for (const name of ['public', 'private-encrypted-a']) session.received(signed(name));
    expect(does(session.received(clientEvent(channel)))).toEqual(['pusher:error']);
  });

  it('sends none if the app does not accept them, none too large, and none whose name only contains client-', () => {
    const [closed, session] = [aSession({ clientMessages: false }), aSession()];
    for (const one of [closed, session]) one.received(signed('private-a'));
    const large = clientEvent('private-a', 'client-x', 'x'.repeat(10_240));
    const long = clientEvent('private-a', `client-${'x'.repeat(200)}`);
    expect(does(closed.received(clientEvent('private-a')))).toEqual(['pusher:error']);
    for (const frame of [large, long, clientEvent('private-a', 'my-client-x')]) {
      expect(does(session.received(frame))).toEqual(['pusher:error']);
    }
  });

  it('may leave a channel right after subscribing', () => {
    const session = aSession();
    session.received(signed('private-a'));
    const unsubscribe = JSON.stringify({ event: 'pusher:unsubscribe', data: { channel: 'private-a' } });
    expect(does(session.received(unsubscribe))).toEqual(['leave']);
    expect(does(session.received(signed('private-a')))).toEqual(['join']);
  });

  it('is told later that a channel is full, and may try again', () => {
    const session = aSession();
    session.received(signed('presence-a', '{"user_id":"u"}'));
    const full = { type: 'LimitReached', status: 403, error: 'full' } as const;
    expect(does(session.refused('presence-a', full))).toEqual(['pusher:subscription_error 403']);
    expect(does(session.received(signed('presence-a', '{"user_id":"u"}')))).toEqual(['join']);
  });
});
